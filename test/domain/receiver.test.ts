import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemory, hashNow } from '../../src/domain/memory/index.ts';
import { encodePages, encodeText } from '../../src/domain/transfer/encode.ts';
import { checksumOf } from '../../src/domain/transfer/frame.ts';
import { type Ending, type Hello, streamVersion } from '../../src/domain/transfer/messages.ts';
import { createIntake, type Intake, type Receiving } from '../../src/domain/transfer/receiver.ts';
import { createWhole } from '../../src/domain/transfer/whole.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { mib } from './guests.ts';

const uuid = '6a9d2c1e-0b5f-4c57-9f0e-3a1d0c2b4e5f';
const helloOf = (changes: Record<string, unknown> = {}): Hello =>
  ({
    version: streamVersion,
    uuid,
    memoryBytes: mib,
    pageBytes: 4096,
    verified: true,
    rushBytes: 0,
    channels: 0,
    ...changes,
  }) as Hello;
const hello = (changes = {}) => encodeText('hello', { sequence: 0, round: 1 }, helloOf(changes));
const encoded = (...all: Parameters<typeof encodePages>) => Buffer.concat(encodePages(...all).pieces);
const pages = (sequence: number, list: readonly number[], round = 1) =>
  encoded({ zeroRuns: [], pages: list }, createMemory(2 * mib), { sequence, round });
const bare = (sequence: number, list: readonly number[]) =>
  encoded({ zeroRuns: [], pages: list }, createMemory(mib), { sequence, round: 1 }, { type: 'unverified pages' });
const zeros = (sequence: number, first: number, count: number) =>
  encoded({ zeroRuns: [{ first, count }], pages: [] }, createMemory(mib), { sequence, round: 1 });
const ending: Ending = { device: { runUs: 5, written: [] }, memory: '0'.repeat(32), stream: '0'.repeat(16), ticks: 0 };
const end = (sequence: number, changes = {}) => encodeText('end', { sequence, round: 1 }, { ...ending, ...changes });

const intake = () => createIntake({ uuid, memory: createMemory(mib) });

function play(messages: readonly Uint8Array[], into = intake()): Receiving {
  for (const message of messages) {
    into.take(message);
    into.end();
  }
  return into.receiving;
}

test.each([
  ['a few bytes', [Buffer.from('GET / HTTP/1.1')], 'what came is no frame of a migration stream'],
  ['pages before the first frame', [pages(0, [1])], 'the migration stream does not begin with its first frame'],
  [
    'a second beginning',
    [hello(), encodeText('hello', { sequence: 1, round: 1 }, helloOf())],
    'frame 1 begins a stream that has begun already',
  ],
  ['another guest', [hello({ uuid: 'other' })], `guest other came where guest ${uuid} is awaited`],
  ['another size', [hello({ memoryBytes: 5 })], 'the guest that came has 5 bytes of memory, the one awaited 1048576'],
  ['another version', [hello({ version: 9 })], 'the first frame of the migration stream is malformed at version'],
  ['a frame left out', [hello(), pages(2, [1])], 'frame 2 came where frame 1 should be'],
  ['a frame twice', [hello(), pages(1, [1]), pages(1, [1])], 'frame 1 came where frame 2 should be'],
  ['an earlier round', [hello(), pages(1, [1], 3), pages(2, [1], 2)], 'frame 2 is of round 2, but round 3 had begun'],
  ['a page that is not there', [hello(), pages(1, [386])], 'frame 1 names page 386 of a guest that has 386'],
  ['a zero page that is not there', [hello(), zeros(1, 200, 187)], 'frame 1 names page 386 of a guest that has 386'],
  ['too few bytes', [hello(), pages(1, [1]).subarray(0, 200)], 'frame 1 has 200 bytes where its header promises 4140'],
  [
    'another stream',
    [hello(), end(1, { stream: 'f'.repeat(16) })],
    /^the stream that arrived hashes to [0-9a-f]{16}, at/,
  ],
  ['pages without checksums', [hello(), bare(1, [1])], 'frame 1 lacks what the first one promised'],
  [
    'another memory',
    [hello(), end(1, { stream: streamOf(hello()) })],
    /^the memory that arrived hashes to [0-9a-f]{32}, at the source it was 0{32}$/,
  ],
  [
    'an end without a hash',
    [hello(), end(1, { memory: 'x' })],
    'the last frame of the migration stream is malformed at memory',
  ],
])('a stream with %s is refused in one sentence', (_name, messages, sentence) => {
  const error = thrownBy(() => play(messages));
  expect(error).toBeInstanceOf(ProtocolError);
  expect((error as ProtocolError).code).toBe('HOOKLAB_BAD_STREAM');
  if (typeof sentence === 'string') expect((error as Error).message).toBe(sentence);
  else expect((error as Error).message).toMatch(sentence);
});

test('a frame of an unknown type is refused', () => {
  const frame = pages(0, [1]);
  frame.writeUInt32LE(9, 4);
  expect(() => play([frame])).toThrow('frame 0 is of an unknown type');
});

test('a frame of pages that promises four thousand million of them is refused before anything is allocated', () => {
  const frame = pages(1, []);
  frame.writeUInt32LE(0xffffffff, 20);
  expect(() => play([hello(), frame])).toThrow('frame 1 promises more pages than one holds');
});

/** An empty guest's memory hashes to this. */
const emptyHash = () =>
  /hashes to (\w+)/.exec(String(thrownBy(() => play([hello(), end(1, { stream: streamOf(hello()) })]))))?.[1];

test('nothing may follow the end', () => {
  const into = intake();
  const memory = emptyHash();
  const arrived = play([hello(), end(1, { memory, stream: streamOf(hello()) })], into);
  expect(arrived).toEqual({ state: 'arrived', device: ending.device, snapshot: { memory, ticks: 0 } });
  expect(() => play([pages(2, [1])], into)).toThrow('frame 2 comes after the end of the stream');
});

test('bytes may come in any pieces', () => {
  const source = createMemory(mib);
  for (const page of [3, 4, 200]) source.writeWord(page, 8, page);
  const stream = [
    hello(),
    encoded({ zeroRuns: [{ first: 10, count: 5 }], pages: [3, 4, 200] }, source, { sequence: 1, round: 1 }),
  ];
  stream.push(end(2, { memory: hashNow(source), stream: streamOf(...stream) }));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }), (sizes) => {
      const memory = createMemory(mib);
      memory.writeWord(12, 8, 1);
      const into = createIntake({ uuid, memory });
      for (const message of stream) takeInPieces(into, message, sizes);
      expect(into.receiving).toMatchObject({ state: 'arrived', snapshot: { memory: hashNow(source) } });
    }),
  );
});

function takeInPieces(into: Intake, message: Buffer, sizes: readonly number[]): void {
  for (let at = 0, turn = 0; at < message.length; turn++) {
    const piece = message.subarray(at, at + (sizes[turn % sizes.length] ?? 1));
    into.take(piece);
    at += piece.length;
  }
  into.end();
}

function streamOf(...frames: readonly Buffer[]): string {
  const whole = createWhole();
  for (const frame of frames) whole.add(checksumOf(frame));
  return whole.text;
}

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
