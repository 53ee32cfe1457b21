import { ProtocolError } from '../../protocol/errors.ts';
import type { Link } from '../../transport/link.ts';
import type { Touch } from '../memory/index.ts';
import { badStream, type DeviceState, type GuestSnapshot, type Reply } from './messages.ts';
import { createIntake, type Intake, type Receiver } from './receiver.ts';
import { makeRoom } from './room.ts';
import { createTurns } from './turns.ts';

/** A guest's whole state, verified. */
export interface Arrival {
  readonly device: DeviceState;
  readonly snapshot: GuestSnapshot;
}

export interface ReceiveOptions {
  readonly link: Link;
  /** Lets so many more links in, for a sender that uses several. */
  readonly more: (count: number) => Promise<readonly Link[]>;
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

function receive({ link, more, guest, touch }: ReceiveOptions): Promise<Arrival> {
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
      const { rushBytes, channels } = greetingOf(intake);
      if (touch) await makeRoom(guest.memory, rushBytes, touch, () => over);
      if (over) return;
      if (channels > 0) void more(channels).then(widen, fail);
      answer({ reply: 'ready' });
    };
    const widen = (links: readonly Link[]) => {
      turns.widen(links);
      links.forEach(listen);
    };
    /** A link that goes without a word takes the migration with it. */
    const listen = (one: Link) => {
      const sink = turns.sinkOf(one);
      one.divert?.(sink);
      one.onMessage((message) => {
        unlessOver(() => sink.take(bytesOf(message)));
        sink.end();
      });
      one.onClose(() => fail(badStream('the migration stream ended before the guest had come')));
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
    const turns = createTurns(link, {
      take: (bytes) => unlessOver(() => intake.take(bytes)),
      end: () => unlessOver(end),
    });
    listen(link);
  });
}

const greetingOf = ({ receiving }: Intake) =>
  receiving.state === 'filling' ? receiving : { rushBytes: 0, channels: 0 };

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
