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
  for (let port = min; port <= max; port += 1) {
    const listener = await listenUnlessTaken(transport, { ...rest, at: { address, port } });
    if (listener) return listener;
  }
  throw new LibvirtError('internal error', `Unable to find an unused port in range 'migration' (${min}-${max})`);
}

async function listenUnlessTaken(transport: Transport, options: ListenOptions): Promise<Listener | undefined> {
  try {
    return await transport.listen(options);
  } catch (error) {
    if (addressInUse(error)) return undefined;
    throw error;
  }
}
