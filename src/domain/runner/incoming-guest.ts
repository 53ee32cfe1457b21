import { LibvirtError, ProtocolError } from '../../protocol/errors.ts';
import type { Touch } from '../memory/index.ts';
import { type GuestSnapshot, receiveStream } from '../transfer/index.ts';
import type { Door } from './door.ts';
import { type InlineGuestOptions, inlineGuest } from './inline-guest.ts';
import { type IncomingGuest, monitorClosed } from './runner.ts';

export interface IncomingGuestOptions extends InlineGuestOptions {
  readonly door: Door;
  readonly uri: string;
  /** How room is made for many pages at once. */
  readonly touch?: Touch | undefined;
}

/** A guest whose state comes in by the door. It ends when its stream breaks, and the stream when the guest ends. */
export function incomingGuest({ door, uri, ...options }: IncomingGuestOptions): IncomingGuest {
  const { exit } = options;
  let here = false;
  const guest = inlineGuest({ ...options, waits: () => !here });
  const arrived = arrive({ door, ...options }).then((snapshot) => {
    here = true;
    return snapshot;
  });
  const closed = new Promise<void>((resolve) => exit.onExit(() => resolve(door.close())));
  arrived.catch((error) => exit.end('crashed', error.message));
  const kill = guest.kill;
  return Object.assign(guest, {
    uri,
    arrived,
    async kill() {
      await kill();
      await closed;
    },
  });
}

type Arriving = Pick<IncomingGuestOptions, 'door' | 'machine' | 'exit' | 'touch'>;

/** The port is free again as soon as the sender has hung up. */
async function arrive({ door, machine, exit, touch }: Arriving): Promise<GuestSnapshot> {
  try {
    const link = await door.link;
    link.onClose(() => void door.close());
    const { device, snapshot } = await receiveStream({ link, more: door.more, guest: machine, touch });
    machine.adopt(device);
    machine.hashed = snapshot.memory !== undefined;
    return snapshot;
  } catch (error) {
    throw lost(exit.happened ? undefined : error);
  }
}

/** A guest that was ended says nothing; one whose stream broke says why, as QEMU does before it exits. */
function lost(error: unknown): LibvirtError {
  const why = error instanceof ProtocolError ? `: load of migration failed: ${error.message}` : '';
  return Object.assign(new LibvirtError('internal error', `${monitorClosed}${why}`, 'qemu'), { cause: error });
}
