import { LibvirtError } from '../protocol/errors.ts';
import type { Listener, ListenOptions, Transport } from './link.ts';
import { addressInUse } from './socket-error.ts';

export interface ListenInRangeOptions extends Omit<ListenOptions, 'at'> {
  readonly address: string;
  /** First and last port to try; by default qemu.conf's migration_port_min and migration_port_max, 49152 and 49215. */
  readonly min?: number;
  readonly max?: number;
}

/**
 * Listens at the first port of a range that nobody uses; it stays taken until the listener is closed.
 * @throws LibvirtError (internal error), as virPortAllocatorAcquire words it, when all of them are taken.
 */
export async function listenInRange(transport: Transport, options: ListenInRangeOptions): Promise<Listener> {
  const { address, min = 49_152, max = 49_215, ...rest } = options;
  const own = ownPorts(transport, address);
  for (let port = min; port <= max; port += 1) {
    if (own.has(port)) continue;
    own.add(port);
    const giveBack = () => own.delete(port);
    const listener = await listenUnlessTaken(transport, { ...rest, at: { address, port } }).catch((error) => {
      giveBack();
      throw error;
    });
    if (listener) return givingBack(listener, giveBack);
    giveBack();
  }
  throw new LibvirtError('internal error', `Unable to find an unused port in range 'migration' (${min}-${max})`);
}

/** Ports that this process has or tries at an address: a hundred guests that come at once need not all try them. */
function ownPorts(transport: Transport, address: string): Set<number> {
  const byAddress = taken.get(transport) ?? new Map<string, Set<number>>();
  taken.set(transport, byAddress);
  const ports = byAddress.get(address) ?? new Set();
  byAddress.set(address, ports);
  return ports;
}
const taken = new WeakMap<Transport, Map<string, Set<number>>>();

const givingBack = (listener: Listener, giveBack: () => void): Listener => ({
  ...listener,
  close: () => listener.close().finally(giveBack),
});

async function listenUnlessTaken(transport: Transport, options: ListenOptions): Promise<Listener | undefined> {
  try {
    return await transport.listen(options);
  } catch (error) {
    if (addressInUse(error)) return undefined;
    throw error;
  }
}
