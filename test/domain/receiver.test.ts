import { expect, test } from 'vitest';
import { createMemory } from '../../src/domain/memory/index.ts';
import { decodeFrame } from '../../src/domain/transfer/decode.ts';
import { encodePages, encodeText } from '../../src/domain/transfer/encode.ts';
import { type Ending, type Hello, streamVersion } from '../../src/domain/transfer/messages.ts';
import { greeting, type Receiving, receive } from '../../src/domain/transfer/receiver.ts';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { mib } from './guests.ts';

const uuid = '6a9d2c1e-0b5f-4c57-9f0e-3a1d0c2b4e5f';
const helloOf = (changes: Record<string, unknown> = {}): Hello =>
  ({ version: streamVersion, uuid, memoryBytes: mib, pageBytes: 4096, ...changes }) as Hello;
const hello = (changes = {}) => encodeText('hello', { sequence: 0, round: 1 }, helloOf(changes));
const pages = (sequence: number, list: readonly number[], round = 1) =>
  encodePages({ zeroRuns: [], pages: list }, createMemory(2 * mib), { sequence, round });
const zeros = (sequence: number, first: number, count: number) =>
  encodePages({ zeroRuns: [{ first, count }], pages: [] }, createMemory(mib), { sequence, round: 1 });
const ending: Ending = { device: { runUs: 5, written: [] }, memory: '0'.repeat(32), ticks: 0 };
const end = (sequence: number, changes = {}) => encodeText('end', { sequence, round: 1 }, { ...ending, ...changes });

function play(messages: readonly (string | Uint8Array)[]): Receiving {
  const guest = { uuid, memory: createMemory(mib) };
  return messages.reduce<Receiving>((receiving, message) => receive(receiving, message, guest), greeting);
}

test.each([
  ['text', ['{"hello":1}'], 'the migration stream carries text where a frame should be'],
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
  ['a page that is not there', [hello(), pages(1, [256])], 'frame 1 names page 256 of a guest that has 256'],
  ['a zero page that is not there', [hello(), zeros(1, 200, 57)], 'frame 1 names page 256 of a guest that has 256'],
  ['too few bytes', [hello(), pages(1, [1]).subarray(0, 200)], 'frame 1 has 200 bytes where its header promises 4132'],
  ['another memory', [hello(), end(1)], /^the memory that arrived hashes to [0-9a-f]{32}, at the source it was 0{32}$/],
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
  expect(() => decodeFrame(frame)).toThrow('frame 0 is of an unknown type');
});

test('a frame of pages that promises four thousand million of them is refused before anything is allocated', () => {
  const frame = pages(1, []);
  frame.writeUInt32LE(0xffffffff, 20);
  expect(() => decodeFrame(frame)).toThrow('frame 1 promises more pages than one holds');
});

test('nothing may follow the end', () => {
  const memory = createMemory(mib);
  const guest = { uuid, memory };
  const filling = receive(greeting, hello(), guest);
  const hash = /hashes to (\w+)/.exec(String(thrownBy(() => receive(filling, end(1), guest))))?.[1];
  const arrived = receive(filling, end(1, { memory: hash }), guest);
  expect(arrived).toEqual({ state: 'arrived', device: ending.device, snapshot: { memory: hash, ticks: 0 } });
  expect(() => receive(arrived, pages(2, [1]), guest)).toThrow('frame 2 comes after the end of the stream');
});

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
}
