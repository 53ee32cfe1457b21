import { ProtocolError } from '../../protocol/errors.ts';
import type { Link, MessageSink } from '../../transport/link.ts';
import type { Touch } from '../memory/index.ts';
import { badStream, type DeviceState, type GuestSnapshot, type Reply } from './messages.ts';
import { createIntake, type Intake, type Receiver } from './receiver.ts';
import { makeRoom } from './room.ts';

/** A guest's whole state, verified. */
export interface Arrival {
  readonly device: DeviceState;
  readonly snapshot: GuestSnapshot;
}

export interface ReceiveOptions {
  readonly link: Link;
  readonly guest: Receiver;
  /** How room is made for many pages at once; left out, it is made page by page. */
  readonly touch?: Touch | undefined;
}

/**
 * Fills a guest from a link, answering its sender. Resolves when everything has come and was confirmed.
 * @throws ProtocolError HOOKLAB_BAD_STREAM with one sentence when the stream breaks, whoever broke it.
 */
export async function receiveStream(options: ReceiveOptions): Promise<Arrival> {
  try {
    return await receive(options);
  } finally {
    options.guest.memory.release();
  }
}

function receive({ link, guest, touch }: ReceiveOptions): Promise<Arrival> {
  return new Promise((resolve, reject) => {
    const intake = createIntake(guest);
    let over = false;
    let greeted = false;
    const answer = (reply: Reply) => link.send(JSON.stringify(reply));
    const fail = (error: unknown) => {
      over = true;
      reject(error);
    };
    const give = (error: unknown) => {
      fail(error);
      answer({ reply: 'failed', why: error instanceof ProtocolError ? error.message : 'internal error' });
      link.close();
    };
    const greet = async () => {
      greeted = true;
      if (touch) await makeRoom(guest.memory, rushBytes(intake), touch, () => over);
      if (!over) answer({ reply: 'ready' });
    };
    const end = () => {
      intake.end();
      const { receiving } = intake;
      if (!greeted) void greet();
      if (receiving.state !== 'arrived') return;
      over = true;
      answer({ reply: 'done', memory: receiving.snapshot.memory });
      resolve(receiving);
    };
    const unlessOver = (work: () => void) => {
      if (!over) attempt(work, give);
    };
    const sink: MessageSink = {
      take: (bytes) => unlessOver(() => intake.take(bytes)),
      end: () => unlessOver(end),
    };
    link.divert?.(sink);
    link.onMessage((message) => {
      unlessOver(() => intake.take(bytesOf(message)));
      sink.end();
    });
    link.onClose(() => fail(badStream('the migration stream ended before the guest had come')));
  });
}

const rushBytes = ({ receiving }: Intake) => (receiving.state === 'filling' ? receiving.rushBytes : 0);

function bytesOf(message: string | Uint8Array): Uint8Array {
  if (typeof message === 'string') throw badStream('the migration stream carries text where a frame should be');
  return message;
}

function attempt(work: () => void, otherwise: (error: unknown) => void): void {
  try {
    work();
  } catch (error) {
    otherwise(error);
  }
}
