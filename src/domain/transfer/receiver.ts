import { hashNow, type Memory } from '../memory/index.ts';
import type { PagesFrame, TextFrame } from './frame.ts';
import { createFrameReader } from './frame-reader.ts';
import { badStream, type DeviceState, ending, type GuestSnapshot, type Hello, hello, parseAs } from './messages.ts';
import { createWhole } from './whole.ts';

/** How far a receiver is. Each state owns what it needs; there is no way back. */
export type Receiving =
  | { readonly state: 'greeting' }
  | {
      readonly state: 'filling';
      readonly verified: boolean;
      readonly rushBytes: number;
      readonly channels: number;
      readonly nextSequence: number;
      readonly round: number;
    }
  | { readonly state: 'arrived'; readonly device: DeviceState; readonly snapshot: GuestSnapshot };

/** The guest whose state is coming. */
export interface Receiver {
  readonly uuid: string;
  readonly memory: Memory;
}

/** Fills a guest with the messages of a stream, whose bytes it is given as they come. */
export interface Intake {
  readonly receiving: Receiving;
  /**
   * Part of a message, which is only there during the call. Pages are stored at once.
   * @throws ProtocolError HOOKLAB_BAD_STREAM, in one sentence, when it may not come now or is damaged: the guest that was
   * to be filled is lost then.
   */
  take(bytes: Uint8Array): void;
  /** The message is whole. @throws as `take`. */
  end(): void;
}

export function createIntake(guest: Receiver): Intake {
  const { memory } = guest;
  const whole = createWhole();
  let receiving: Receiving = { state: 'greeting' };
  let frame: PagesFrame | undefined;
  const reader = createFrameReader({
    onText(text) {
      receiving = read(receiving, text, guest, whole.text);
      whole.add(text.checksum);
    },
    onPages(pages) {
      receiving = next(receiving, pages);
      frame = pages;
      clear(pages, memory);
      whole.add(pages.checksum);
    },
    onBytes(position, bytes) {
      if (!memory.storeBytes(position, bytes)) throw badStream('the guest that came has another firmware');
    },
    onWhole(from, to) {
      if (frame?.type !== 'pages') return;
      for (let index = from; index < to; index++) verify(frame, index, memory);
    },
  });
  return {
    get receiving() {
      return receiving;
    },
    take: reader.take,
    end: reader.end,
  };
}

function read(receiving: Receiving, frame: TextFrame, guest: Receiver, whole: string): Receiving {
  const { verified, ...place } = inOrder(receiving, frame);
  if (receiving.state === 'greeting') return welcome(frame, guest);
  if (frame.type === 'hello') throw badStream(`frame ${place.sequence} begins a stream that has begun already`);
  return arrive(frame.text, guest, { verified, whole });
}

function next(receiving: Receiving, frame: PagesFrame): Receiving {
  const { verified } = inOrder(receiving, frame);
  if (receiving.state !== 'filling') throw noBeginning();
  if (verified !== (frame.type === 'pages'))
    throw badStream(`frame ${frame.sequence} lacks what the first one promised`);
  return { ...receiving, nextSequence: frame.sequence + 1, round: frame.round };
}

function inOrder(receiving: Receiving, { sequence, round }: { sequence: number; round: number }) {
  if (receiving.state === 'arrived') throw badStream(`frame ${sequence} comes after the end of the stream`);
  const known = receiving.state === 'filling' ? receiving : { nextSequence: 0, round: 0, verified: true };
  if (sequence !== known.nextSequence)
    throw badStream(`frame ${sequence} came where frame ${known.nextSequence} should be`);
  if (round < known.round)
    throw badStream(`frame ${sequence} is of round ${round}, but round ${known.round} had begun`);
  return { sequence, verified: known.verified };
}

function welcome(frame: TextFrame, { uuid, memory }: Receiver): Receiving {
  if (frame.type !== 'hello') throw noBeginning();
  const guest: Hello = parseAs(hello, frame.text, 'first frame');
  if (guest.uuid !== uuid) throw badStream(`guest ${guest.uuid} came where guest ${uuid} is awaited`);
  if (guest.memoryBytes !== memory.bytes)
    throw badStream(`the guest that came has ${guest.memoryBytes} bytes of memory, the one awaited ${memory.bytes}`);
  const rushBytes = Math.min(guest.rushBytes, memory.bytes);
  const { verified, channels } = guest;
  return { state: 'filling', verified, rushBytes, channels, nextSequence: 1, round: frame.round };
}

const noBeginning = () => badStream('the migration stream does not begin with its first frame');

/** Every page the frame names is looked at before one of them is touched. */
function clear({ sequence, zeroRuns, pages }: PagesFrame, memory: Memory): void {
  const highest = Math.max(-1, ...zeroRuns.map(({ first, count }) => first + count - 1), ...pages);
  if (highest >= memory.allPages)
    throw badStream(`frame ${sequence} names page ${highest} of a guest that has ${memory.allPages}`);
  for (const { first, count } of zeroRuns) memory.clearPages(first, count);
}

function verify({ sequence, pages, sums }: PagesFrame, index: number, memory: Memory): void {
  const page = pages[index] ?? 0;
  if (memory.checksumOf(page) !== sums[index])
    throw badStream(`page ${page} in frame ${sequence} has a wrong checksum`);
}

function arrive(
  text: string,
  { memory }: Receiver,
  { verified, whole }: { verified: boolean; whole: string },
): Receiving {
  const { device, memory: expected, stream, ticks } = parseAs(ending, text, 'last frame');
  if (stream !== whole) throw badStream(`the stream that arrived hashes to ${whole}, at the source it was ${stream}`);
  if (!verified) return { state: 'arrived', device, snapshot: { ticks } };
  const actual = hashNow(memory);
  if (actual !== expected)
    throw badStream(`the memory that arrived hashes to ${actual}, at the source it was ${expected}`);
  return { state: 'arrived', device, snapshot: { memory: actual, ticks } };
}
