import { ProtocolError } from '../../protocol/errors.ts';
import type { Link } from '../../transport/link.ts';
import type { Bitmap, Touch } from '../memory/index.ts';
import { badStream, type DeviceState, type GuestSnapshot, type Reply } from './messages.ts';
import { createIntake, type Intake, type Receiver, type Receiving } from './receiver.ts';
import { makeRoom } from './room.ts';
import { createTurns } from './turns.ts';

/** A guest's whole state, verified. */
export interface Arrival {
  readonly device: DeviceState;
  readonly snapshot: GuestSnapshot;
}

/** The guest that is filled, which may have to run before it is whole. */
export interface AwaitingGuest extends Receiver {
  /** A page that was missing came. */
  came(page: number): void;
}

/** A guest that was handed over: its devices are here, pages are missing. */
export interface HandedOver extends Arrival {
  readonly missing: Bitmap;
  /** Asks for one of them, because the guest waits for it. */
  ask(page: number): void;
}

export interface ReceiveOptions {
  readonly link: Link;
  /** Lets so many more links in, for a sender that uses several. */
  readonly more: (count: number) => Promise<readonly Link[]>;
  readonly guest: AwaitingGuest;
  /** How room is made for many pages at once; left out, it is made page by page. */
  readonly touch?: Touch | undefined;
  /** The guest may run, though pages are missing (post-copy). */
  readonly onHandedOver: (guest: HandedOver) => void;
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

function receive({ link, more, guest, touch, onHandedOver }: ReceiveOptions): Promise<Arrival> {
  return new Promise((resolve, reject) => {
    const intake = createIntake(guest, guest.came);
    let over = false;
    let greeted = false;
    let handedOver = false;
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
    const takeOver = ({ device, ticks }: Extract<Receiving, { state: 'handed over' }>) => {
      handedOver = true;
      const ask = (page: number) => answer({ reply: 'want', page });
      onHandedOver({ device, snapshot: { ticks, partly: true }, missing: intake.missing.pages, ask });
      answer({ reply: 'handed over' });
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
      if (!handedOver && receiving.state === 'handed over') takeOver(receiving);
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
