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

/**
 * A guest whose state comes in by the door. It ends when its stream breaks, unless it was handed over before, and the
 * stream when the guest ends.
 */
export function incomingGuest({ door, uri, ...options }: IncomingGuestOptions): IncomingGuest {
  const { exit } = options;
  let here = false;
  let partly = false;
  const guest = inlineGuest({ ...options, waits: () => !here, partly: () => partly });
  const { arrived, whole } = arrive({ door, ...options }, (snapshot) => {
    here = true;
    partly = snapshot.partly === true;
  });
  const closed = new Promise<void>((resolve) => exit.onExit(() => resolve(door.close())));
  arrived.catch((error) => exit.end('crashed', error.message));
  whole.catch(() => undefined);
  const kill = guest.kill;
  return Object.assign(guest, {
    uri,
    arrived,
    whole,
    async kill() {
      await kill();
      await closed;
    },
  });
}

type Arriving = Pick<IncomingGuestOptions, 'door' | 'machine' | 'exit' | 'touch'>;

/** `onHere` is told when the guest may run, and again when it is whole. The port is free as soon as the sender hung up. */
function arrive(arriving: Arriving, onHere: (snapshot: GuestSnapshot) => void) {
  let begin = (_: GuestSnapshot) => {};
  const handedOver = new Promise<GuestSnapshot>((resolve) => {
    begin = (snapshot) => {
      onHere(snapshot);
      resolve(snapshot);
    };
  });
  const whole = fill(arriving, begin).then((snapshot) => {
    onHere(snapshot);
    return snapshot;
  });
  return { arrived: Promise.race([handedOver, whole]), whole };
}

async function fill(
  { door, machine, exit, touch }: Arriving,
  begin: (snapshot: GuestSnapshot) => void,
): Promise<GuestSnapshot> {
  let handedOver = false;
  try {
    const link = await door.link;
    link.onClose(() => void door.close());
    const { device, snapshot } = await receiveStream({
      link,
      more: door.more,
      guest: machine,
      touch,
      onHandedOver({ device, snapshot, missing, ask }) {
        handedOver = true;
        machine.adopt(device);
        machine.expect(missing, ask);
        begin(snapshot);
      },
    });
    if (handedOver) machine.filled();
    else machine.adopt(device);
    machine.hashed = machine.running || snapshot.memory !== undefined;
    return snapshot;
  } catch (error) {
    if (handedOver && !exit.happened) throw partLost(error);
    throw lost(exit.happened ? undefined : error);
  }
}

/** A guest that was ended says nothing; one whose stream broke says why, as QEMU does before it exits. */
function lost(error: unknown): LibvirtError {
  const why = error instanceof ProtocolError ? `: load of migration failed: ${error.message}` : '';
  return Object.assign(new LibvirtError('internal error', `${monitorClosed}${why}`, 'qemu'), { cause: error });
}

/** qemuMigrationJobCheckStatus of a job that is postcopy-paused. */
const partLost = (cause: unknown) =>
  Object.assign(new LibvirtError('operation failed', "job 'migration in' failed in post-copy phase", 'qemu'), {
    cause,
  });
