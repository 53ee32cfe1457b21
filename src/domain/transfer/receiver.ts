import { checksum, hashNow, type Memory, pageBytes } from '../memory/index.ts';
import { decodeFrame } from './decode.ts';
import type { Frame, PageEntry, PagesFrame } from './frame.ts';
import { badStream, type DeviceState, ending, type GuestSnapshot, hello, parseAs } from './messages.ts';

/** How far a receiver is. Each state owns what it needs; there is no way back. */
export type Receiving =
  | { readonly state: 'greeting' }
  | { readonly state: 'filling'; readonly nextSequence: number; readonly round: number }
  | { readonly state: 'arrived'; readonly device: DeviceState; readonly snapshot: GuestSnapshot };

/** The guest whose state is coming. */
export interface Receiver {
  readonly uuid: string;
  readonly memory: Memory;
}

export const greeting: Receiving = { state: 'greeting' };

/**
 * Takes one message and gives the next state, having stored what the message held.
 * @throws ProtocolError HOOKLAB_BAD_STREAM, in one sentence, when it may not come now or is damaged: the guest that was
 * to be filled is lost then.
 */
export function receive(receiving: Receiving, message: string | Uint8Array, guest: Receiver): Receiving {
  const frame = decodeFrame(message);
  if (receiving.state === 'arrived') throw badStream(`frame ${frame.sequence} comes after the end of the stream`);
  inOrder(receiving, frame);
  if (receiving.state === 'greeting') return welcome(frame, guest);
  if (frame.type === 'hello') throw badStream(`frame ${frame.sequence} begins a stream that has begun already`);
  if (frame.type === 'end') return arrive(frame.text, guest);
  store(frame, guest.memory);
  return { state: 'filling', nextSequence: frame.sequence + 1, round: frame.round };
}

function inOrder(receiving: Exclude<Receiving, { state: 'arrived' }>, { sequence, round }: Frame): void {
  const { nextSequence, round: known } = receiving.state === 'filling' ? receiving : { nextSequence: 0, round: 0 };
  if (sequence !== nextSequence) throw badStream(`frame ${sequence} came where frame ${nextSequence} should be`);
  if (round < known) throw badStream(`frame ${sequence} is of round ${round}, but round ${known} had begun`);
}

function welcome(frame: Frame, { uuid, memory }: Receiver): Receiving {
  if (frame.type !== 'hello') throw badStream('the migration stream does not begin with its first frame');
  const guest = parseAs(hello, frame.text, 'first frame');
  if (guest.uuid !== uuid) throw badStream(`guest ${guest.uuid} came where guest ${uuid} is awaited`);
  if (guest.memoryBytes !== memory.bytes)
    throw badStream(`the guest that came has ${guest.memoryBytes} bytes of memory, the one awaited ${memory.bytes}`);
  return { state: 'filling', nextSequence: 1, round: frame.round };
}

function store({ sequence, zeroRuns, pages, bytes }: PagesFrame, memory: Memory): void {
  for (const { first, count } of zeroRuns) {
    if (first + count > memory.pages)
      throw badStream(`frame ${sequence} names page ${first + count - 1} of a guest that has ${memory.pages}`);
    memory.clearPages(first, count);
  }
  for (const entry of pages) storePage(entry, bytes, { sequence, memory });
}

interface Storing {
  readonly sequence: number;
  readonly memory: Memory;
}

function storePage({ page, sum, at }: PageEntry, bytes: Buffer, { sequence, memory }: Storing): void {
  if (page >= memory.pages) throw badStream(`frame ${sequence} names page ${page} of a guest that has ${memory.pages}`);
  if (checksum(bytes.subarray(at, at + pageBytes)) !== sum)
    throw badStream(`page ${page} in frame ${sequence} has a wrong checksum`);
  memory.storePage(page, bytes, at, sum);
}

function arrive(text: string, { memory }: Receiver): Receiving {
  const { device, memory: expected, ticks } = parseAs(ending, text, 'last frame');
  const actual = hashNow(memory);
  if (actual !== expected)
    throw badStream(`the memory that arrived hashes to ${actual}, at the source it was ${expected}`);
  return { state: 'arrived', device, snapshot: { memory: actual, ticks } };
}
