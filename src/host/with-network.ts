import { type Network, noNetwork } from '../network/index.ts';
import { type Caller, take } from '../player/index.ts';
import type { Context } from './context.ts';

/** The network a call is about. @throws LibvirtError (no network) in libvirt's words. */
export function networkFor({ services }: Context, { uuid }: { readonly uuid: string }): Network {
  const network = services.networks.byUuid(uuid);
  if (!network) throw noNetwork(`uuid '${uuid}'`);
  return network;
}

/** Runs `work` while holding the network's lock: every call about a network waits for its running hook. */
export async function withNetwork<T>(
  { services, connection }: Context,
  network: Network,
  api: Caller['api'],
  work: () => Promise<T>,
): Promise<T> {
  const release = await take(services, network.lock, { api, connection }, network.definition.name);
  try {
    return await work();
  } finally {
    release();
  }
}
