import { mkdir } from 'node:fs/promises';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Door } from '../host/door.ts';
import { isLoopback } from '../host/listen-address.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { rpcReadOnlySocketPath, rpcSocketPath } from '../protocol/paths.ts';
import { openRpcDoor, type RpcDoorOptions } from '../rpc/index.ts';
import { readTls, wantsCertificates } from '../transport/tls.ts';
import type { Settings } from './settings.ts';
import { giveToGroup, groupId } from './socket-group.ts';

/** How many clients there are, whenever that changes. */
type OnClients = NonNullable<RpcDoorOptions['onClients']>;

/**
 * The ways into a daemon that its configuration asks for: libvirt's two sockets, TCP and TLS.
 * @throws LibvirtError when the configuration cannot be followed: certificates that cannot be read, authentication that
 * hooklab does not have on an address that others reach.
 */
export async function daemonDoor(settings: Settings, onClients: OnClients): Promise<Door> {
  const { sockets, tcp, tls, mostClients, mostWaiting, mostRequests, keepalive } = settings;
  const group = sockets.group === undefined ? undefined : await groupId(sockets.group);
  const paths = [rpcSocketPath(sockets.directory), rpcReadOnlySocketPath(sockets.directory)] as const;
  const door = openRpcDoor({
    unix: { path: paths[0], mode: sockets.mode },
    readOnly: { path: paths[1], mode: sockets.readOnlyMode },
    admin: {
      path: join(sockets.directory, 'libvirt-admin-sock'),
      log: { filters: settings.log.filters ?? '', outputs: settings.log.outputs ?? '1:stderr' },
    },
    ...(tcp && { tcp: [{ address: addressOf(tcp), port: permitted(tcp).port }] }),
    ...(tls && { tls: { address: addressOf(tls), port: tls.port, options: await tlsOptions(tls) } }),
    mostClients,
    mostWaiting,
    mostRequests,
    keepalive,
    onClients,
  });
  return async (inside) => {
    await mkdir(sockets.directory, { recursive: true, mode: 0o755 });
    const open = await door(inside);
    const refused = group === undefined ? undefined : await giveToGroup(paths, group);
    const warn = (text: string) => inside.services.log({ level: 'warning', text: `hooklab : ${text}` });
    if (refused) warn(`unix_sock_group: the sockets stay as they are: ${refused}`);
    if (tcp && !isLoopback({ address: addressOf(tcp), port: 0 }))
      warn(
        `anybody who reaches TCP port ${tcp.port} may use this host, and so run its hook scripts (auth_tcp = "none")`,
      );
    return open;
  };
}

/** Every address of this machine, unless the file names one. */
const addressOf = ({ address }: { readonly address?: string | undefined }): string =>
  address ?? (speaksIpv6() ? '::' : '0.0.0.0');

const speaksIpv6 = () =>
  Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ family }) => family === 'IPv6'));

function permitted(tcp: NonNullable<Settings['tcp']>) {
  if (tcp.auth === 'none' || isLoopback({ address: addressOf(tcp), port: 0 })) return tcp;
  throw new LibvirtError(
    'config unsupported',
    `auth_tcp: hooklab has no ${tcp.auth}: say auth_tcp = "none" to let anybody in, or listen by TLS`,
  );
}

async function tlsOptions({ files, crl }: NonNullable<Settings['tls']>) {
  const wants = wantsCertificates(files);
  const secrets = await readTls(files, crl);
  return { ...secrets, requestCert: wants, rejectUnauthorized: wants };
}
