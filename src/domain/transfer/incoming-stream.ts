import { ProtocolError } from '../../protocol/errors.ts';
import type { Link } from '../../transport/link.ts';
import { badStream, type DeviceState, type GuestSnapshot, type Reply } from './messages.ts';
import { greeting, type Receiver, receive } from './receiver.ts';

/** A guest's whole state, verified. */
export interface Arrival {
  readonly device: DeviceState;
  readonly snapshot: GuestSnapshot;
}

/**
 * Fills a guest from a link, answering its sender. Resolves when everything has come and was confirmed.
 * @throws ProtocolError HOOKLAB_BAD_STREAM with one sentence when the stream breaks, whoever broke it.
 */
export function receiveStream(link: Link, guest: Receiver): Promise<Arrival> {
  return new Promise((resolve, reject) => {
    let receiving = greeting;
    let broken = false;
    const answer = (reply: Reply) => link.send(JSON.stringify(reply));
    const next = (message: string | Uint8Array) => {
      const before = receiving;
      receiving = receive(receiving, message, guest);
      if (before.state === 'greeting') answer({ reply: 'ready' });
      if (receiving.state !== 'arrived') return;
      answer({ reply: 'done', memory: receiving.snapshot.memory });
      resolve(receiving);
    };
    const give = (error: unknown) => {
      broken = true;
      reject(error);
      answer({ reply: 'failed', why: error instanceof ProtocolError ? error.message : 'internal error' });
      link.close();
    };
    link.onMessage((message) => {
      if (!broken) attempt(() => next(message), give);
    });
    link.onClose(() => reject(badStream('the migration stream ended before the guest had come')));
  });
}

function attempt(work: () => void, otherwise: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    otherwise(error);
  }
}
