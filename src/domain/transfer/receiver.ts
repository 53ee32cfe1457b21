import { hashNow, type Memory, pageBytes } from '../memory/index.ts';
import { applyDelta } from './delta.ts';
import type { DeltasFrame, PagesFrame, TextFrame } from './frame.ts';
import { createFrameReader } from './frame-reader.ts';
import {
  badStream,
  type DeviceState,
  ending,
  type GuestSnapshot,
  type Hello,
  handOver,
  hello,
  parseAs,
} from './messages.ts';
import { createMissing, type Missing } from './missing.ts';
import { createWhole } from './whole.ts';

/** How far a receiver is. Each state owns what it needs; there is no way back. */
export type Receiving =
  | { readonly state: 'greeting' }
  | (Filling & { readonly state: 'filling'; readonly rushBytes: number; readonly channels: number })
  | (Filling & { readonly state: 'handed over'; readonly device: DeviceState; readonly ticks: number })
  | { readonly state: 'arrived'; readonly device: DeviceState; readonly snapshot: GuestSnapshot };

interface Filling {
  readonly verified: boolean;
  readonly nextSequence: number;
  readonly round: number;
}

/** The guest whose state is coming. */
export interface Receiver {
  readonly uuid: string;
  readonly memory: Memory;
}

/** Fills a guest with the messages of a stream, whose bytes it is given as they come. */
export interface Intake {
  readonly receiving: Receiving;
  /** Pages that come after the guest was handed over. */
  readonly missing: Missing;
  /**
   * Part of a message, which is only there during the call. Pages are stored at once.
   * @throws ProtocolError HOOKLAB_BAD_STREAM, in one sentence, when it may not come now or is damaged: the guest that was
   * to be filled is lost then.
   */
  take(bytes: Uint8Array): void;
  /** The message is whole. @throws as `take`. */
  end(): void;
}

/** `onCame` is told of each page that comes after the guest was handed over. */
export function createIntake(guest: Receiver, onCame: (page: number) => void = () => {}): Intake {
  const { memory } = guest;
  const whole = createWhole();
  const missing = createMissing(memory);
  let receiving: Receiving = { state: 'greeting' };
  let frame: PagesFrame | undefined;
  const came = (page: number, sum?: bigint) => {
    if (receiving.state !== 'handed over') return;
    missing.came(page, sum);
    onCame(page);
  };
  const reader = createFrameReader({
    onText(text) {
      receiving = read(receiving, text, { guest, whole: whole.text, missing });
      whole.add(text.checksum);
    },
    onPages(pages) {
      receiving = next(receiving, pages);
      frame = pages;
      refuseBeyond(pages, memory);
      if (pages.type === 'missing') missing.add(pages.zeroRuns);
      else clear(pages, memory, came);
      whole.add(pages.checksum);
    },
    onDeltas(deltas) {
      receiving = next(receiving, deltas);
      change(deltas, memory);
      whole.add(deltas.checksum);
    },
    onBytes(position, bytes) {
      if (!memory.storeBytes(position, bytes)) throw badStream('the guest that came has another firmware');
    },
    onWhole(from, to) {
      if (!frame) return;
      for (let index = from; index < to; index++) {
        if (frame.type === 'pages') verify(frame, index, memory);
        came(frame.pages[index] ?? 0, frame.sums[index] ?? 0n);
      }
    },
  });
  return {
    get receiving() {
      return receiving;
    },
    missing,
    take: reader.take,
    end: reader.end,
  };
}

interface Context {
  readonly guest: Receiver;
  readonly whole: string;
  readonly missing: Missing;
}

function read(receiving: Receiving, frame: TextFrame, context: Context): Receiving {
  const { sequence } = inOrder(receiving, frame);
  if (receiving.state === 'greeting') return welcome(frame, context.guest);
  if (frame.type === 'hello') throw badStream(`frame ${sequence} begins a stream that has begun already`);
  if (receiving.state === 'filling' && frame.type === 'hand over') return takeOver(receiving, frame, context);
  if (frame.type === 'hand over') throw badStream(`frame ${sequence} hands over a guest that was handed over already`);
  return receiving.state === 'handed over'
    ? filled(receiving, frame.text, context)
    : arrive(frame.text, context, receiving.state === 'filling' && receiving.verified);
}

function next(receiving: Receiving, frame: PagesFrame | DeltasFrame): Receiving {
  const { verified } = inOrder(receiving, frame);
  if (receiving.state !== 'filling' && receiving.state !== 'handed over') throw noBeginning();
  const early = frame.type === 'missing' || 'deltas' in frame;
  const checked = frame.type === 'missing' ? verified : frame.type === 'pages' || frame.type === 'deltas';
  if ((early && receiving.state !== 'filling') || checked !== verified)
    throw badStream(`frame ${frame.sequence} lacks what the first one promised`);
  return { ...receiving, nextSequence: frame.sequence + 1, round: frame.round };
}

function inOrder(receiving: Receiving, { sequence, round }: { sequence: number; round: number }) {
  if (receiving.state === 'arrived') throw badStream(`frame ${sequence} comes after the end of the stream`);
  const known = receiving.state === 'greeting' ? { nextSequence: 0, round: 0, verified: true } : receiving;
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
function refuseBeyond({ sequence, zeroRuns, pages }: PagesFrame, memory: Memory): void {
  const highest = Math.max(-1, ...zeroRuns.map(({ first, count }) => first + count - 1), ...pages);
  if (highest >= memory.allPages)
    throw badStream(`frame ${sequence} names page ${highest} of a guest that has ${memory.allPages}`);
}

function clear({ zeroRuns }: PagesFrame, memory: Memory, came: (page: number) => void): void {
  for (const { first, count } of zeroRuns) {
    memory.clearPages(first, count);
    for (let page = first; page < first + count; page++) came(page);
  }
}

/** Each page is read, changed, and stored again. */
function change({ sequence, deltas, sums }: DeltasFrame, memory: Memory): void {
  const page = Buffer.alloc(pageBytes);
  for (const [index, { page: number, bytes }] of deltas.entries()) {
    if (number >= memory.pages) throw badStream(`frame ${sequence} changes page ${number}, which is not the guest's`);
    memory.contentOf([number]).gather(page, 0);
    if (!applyDelta(page, bytes)) throw badStream(`page ${number} in frame ${sequence} changes beyond its end`);
    memory.storeBytes({ pages: [number], from: 0, offset: 0 }, page);
    if (sums.length > 0 && memory.checksumOf(number) !== sums[index])
      throw badStream(`page ${number} in frame ${sequence} has a wrong checksum`);
  }
}

function verify({ sequence, pages, sums }: PagesFrame, index: number, memory: Memory): void {
  const page = pages[index] ?? 0;
  if (memory.checksumOf(page) !== sums[index])
    throw badStream(`page ${page} in frame ${sequence} has a wrong checksum`);
}

function arrive(text: string, { guest: { memory }, whole }: Context, verified: boolean): Receiving {
  const { device, memory: expected, stream, ticks } = parseAs(ending, text, 'last frame');
  refuseOtherStream(whole, stream);
  if (!verified) return { state: 'arrived', device, snapshot: { ticks } };
  return { state: 'arrived', device, snapshot: { memory: sameMemory(hashNow(memory), expected), ticks } };
}

function takeOver(
  receiving: Filling & { readonly state: 'filling' },
  { text, sequence, round }: TextFrame,
  { guest: { memory }, whole, missing }: Context,
): Receiving {
  const { device, stream, ticks } = parseAs(handOver, text, 'frame that hands over');
  refuseOtherStream(whole, stream);
  if (receiving.verified) hashNow(memory);
  missing.begin();
  return { state: 'handed over', verified: receiving.verified, nextSequence: sequence + 1, round, device, ticks };
}

function filled(
  { verified, device }: Filling & { readonly device: DeviceState },
  text: string,
  { whole, missing }: Context,
): Receiving {
  const { memory: expected, stream, ticks } = parseAs(ending, text, 'last frame');
  refuseOtherStream(whole, stream);
  if (missing.count > 0) throw badStream(`the stream ended, but ${missing.count} pages have not come`);
  if (!verified) return { state: 'arrived', device, snapshot: { ticks } };
  return { state: 'arrived', device, snapshot: { memory: sameMemory(missing.hash, expected), ticks } };
}

function refuseOtherStream(whole: string, stream: string): void {
  if (stream !== whole) throw badStream(`the stream that arrived hashes to ${whole}, at the source it was ${stream}`);
}

function sameMemory(actual: string, expected: string | undefined): string {
  if (actual === expected) return actual;
  throw badStream(`the memory that arrived hashes to ${actual}, at the source it was ${expected}`);
}
