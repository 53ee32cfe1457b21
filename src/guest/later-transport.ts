import type { Clock } from '../clock/index.ts';
import type { Transport } from '../transport/link.ts';
import type { TlsFiles } from '../transport/tls.ts';

/** WebSockets, loaded when the guest first migrates: most guests never do, and ws costs a start 15 ms. */
export function laterTransport(clock: Clock, tls?: TlsFiles): Transport {
  const load = async () => (await import('../transport/index.ts')).createWebSocketTransport({ clock, tls });
  return {
    listen: async (options) => (await load()).listen(options),
    connect: async (url, options) => (await load()).connect(url, options),
  };
}
