import { systemClock } from '../clock/index.ts';
import { connectToHost, type HostClient, relayedCausality } from '../host/client.ts';
import { createWebSocketTransport, type TlsFiles } from '../transport/index.ts';
import type { Connect } from './session.ts';

/** What this process heard from one host it tells the others. */
const causality = relayedCausality();

/** Connects to a host over WebSocket, or in libvirt's own protocol where a libvirt URI names it. */
export const connect: Connect = async (url, options) => {
  const transport = createWebSocketTransport({ clock: systemClock, tls: tlsFiles(process.env) });
  const { onClose, ...client } =
    (await connectToDaemon(url)) ??
    (await connectToHost({ transport, clock: systemClock, url, causality, ...options }));
  return { ...client, closed: new Promise(onClose) };
};

/** Loaded where it is wanted: most commands go without libvirt's protocol. */
const connectToDaemon = async (url: string): Promise<HostClient | undefined> =>
  /^(qemu|lxc)[+:]/.test(url) ? (await import('./host/command.ts')).dial({ url, clock: systemClock }) : undefined;

/** Certificates for hosts that listen by TLS: `$HOOKLAB_TLS_CA`, and what this client shows of itself. */
const tlsFiles = (environment: NodeJS.ProcessEnv): TlsFiles => ({
  ...(environment.HOOKLAB_TLS_CA && { authority: environment.HOOKLAB_TLS_CA }),
  ...(environment.HOOKLAB_TLS_CERT && { certificate: environment.HOOKLAB_TLS_CERT }),
  ...(environment.HOOKLAB_TLS_KEY && { key: environment.HOOKLAB_TLS_KEY }),
});
