ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM ${NODE_IMAGE} AS hooklab
# Interpreters that your own hooks want, for instance: --build-arg EXTRA_PACKAGES="python3-minimal libxml2-utils"
ARG EXTRA_PACKAGES=""
RUN if [ -n "$EXTRA_PACKAGES" ]; then apt-get update && apt-get install -y --no-install-recommends $EXTRA_PACKAGES && rm -rf /var/lib/apt/lists/*; fi
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY bin bin
COPY examples/guests examples/guests
# The token volume takes its owner from this directory.
RUN ln -s /app/bin/hooklab /usr/local/bin/hooklab && mkdir /srv/hooklab && chown node:node /srv/hooklab
ENV NODE_ENV=production

# A host in libvirtd's place: docker build --target libvirtd. Give `--user root` to hooks that need it.
FROM hooklab AS libvirtd
COPY examples/libvirtd/libvirtd.conf /etc/libvirt/libvirtd.conf
COPY examples/libvirtd/service /usr/local/bin/systemctl
RUN ln -s systemctl /usr/local/bin/service && mkdir -p /etc/libvirt/hooks /run/libvirt /var/lib/libvirt /var/log/libvirt && chown -R node:node /run /etc/libvirt /var/lib/libvirt /var/log/libvirt
EXPOSE 16509
USER node
CMD ["node", "/app/bin/hooklab", "libvirtd"]

FROM hooklab
USER node
CMD ["node", "/app/bin/hooklab", "--help"]
