import { checksum, type Memory, pageBytes } from '../memory/index.ts';
import type { Batch, ZeroRun } from './batch.ts';
import { badStream } from './messages.ts';

/**
 * One message of a migration stream: a header of 28 bytes, a table, content. All numbers are little endian.
 *
 *  0 magic   4 type   8 sequence   12 round   16 zero runs, or bytes of text   20 pages   24 checksum
 *
 * Table: first page and length of each run of zero pages, then number and checksum of each page that follows. The header's checksum
 * covers header and table, and so, through the table, every byte.
 */
const magic = 0x534d4c48;
const headerBytes = 28;
const checksumAt = 24;
const entryBytes = 8;

const types = ['invalid', 'hello', 'pages', 'end'] as const;
type FrameType = Exclude<(typeof types)[number], 'invalid'>;

/** Bytes of the first or last message's text; they need some hundred. */
const textBytes = 65_536;

/** Position of a frame in its stream. */
export interface FramePlace {
  /** From 0, one more each frame: what is lost, doubled or out of order shows. */
  readonly sequence: number;
  /** QEMU's dirty-sync-count when it was sent. */
  readonly round: number;
}

export type Frame = TextFrame<'hello'> | TextFrame<'end'> | PagesFrame;

export interface TextFrame<Type extends 'hello' | 'end'> extends FramePlace {
  readonly type: Type;
  readonly text: string;
}

export interface PagesFrame extends FramePlace {
  readonly type: 'pages';
  readonly zeroRuns: readonly ZeroRun[];
  readonly pages: readonly PageEntry[];
  /** The whole frame. */
  readonly bytes: Buffer;
}

/** Where the page's content stands in its frame, and the checksum its sender knew. */
export interface PageEntry {
  readonly page: number;
  readonly sum: number;
  readonly at: number;
}

export function encodeText(type: 'hello' | 'end', place: FramePlace, value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const frame = Buffer.allocUnsafeSlow(headerBytes + text.length);
  text.copy(frame, headerBytes);
  writeHeader(frame, type, { ...place, runs: text.length, pages: 0 });
  return seal(frame, frame.length);
}

export function encodePages({ zeroRuns, pages }: Batch, memory: Memory, place: FramePlace): Buffer {
  const tableEnd = headerBytes + (zeroRuns.length + pages.length) * entryBytes;
  const frame = Buffer.allocUnsafeSlow(tableEnd + pages.length * pageBytes);
  writeHeader(frame, 'pages', { ...place, runs: zeroRuns.length, pages: pages.length });
  let at = headerBytes;
  const entry = (a: number, b: number) => {
    at = frame.writeUInt32LE(b, frame.writeUInt32LE(a, at));
  };
  for (const { first, count } of zeroRuns) entry(first, count);
  for (const page of pages) entry(page, memory.checksumOf(page));
  for (const [index, page] of pages.entries()) memory.copyPage(page, frame, tableEnd + index * pageBytes);
  return seal(frame, tableEnd);
}

interface Header extends FramePlace {
  readonly runs: number;
  readonly pages: number;
}

function writeHeader(frame: Buffer, type: FrameType, { sequence, round, runs, pages }: Header): void {
  const fields = [magic, types.indexOf(type), sequence, round, runs, pages];
  for (const [index, field] of fields.entries()) frame.writeUInt32LE(field, index * 4);
}

function seal(frame: Buffer, tableEnd: number): Buffer {
  frame.writeUInt32LE(sumOf(frame, tableEnd), checksumAt);
  return frame;
}

const sumOf = (frame: Buffer, tableEnd: number) =>
  checksum(frame.subarray(headerBytes, tableEnd), checksum(frame.subarray(0, checksumAt)));

/** @throws ProtocolError HOOKLAB_BAD_STREAM, in one sentence, for anything that is not a whole frame. */
export function decodeFrame(message: string | Uint8Array): Frame {
  if (typeof message === 'string') throw badStream('the migration stream carries text where a frame should be');
  const frame = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  if (frame.length < headerBytes || frame.readUInt32LE(0) !== magic)
    throw badStream('what came is no frame of a migration stream');
  const type = types[frame.readUInt32LE(4)] ?? 'invalid';
  const field = (at: number) => frame.readUInt32LE(at);
  const header = { sequence: field(8), round: field(12), runs: field(16), pages: field(20) };
  if (type === 'pages') return decodePages(frame, header);
  if (type === 'invalid') throw badStream(`frame ${header.sequence} is of an unknown type`);
  return decodeText(frame, type, header);
}

function decodeText(frame: Buffer, type: 'hello' | 'end', { sequence, round, runs, pages }: Header): Frame {
  if (runs > textBytes || pages !== 0) throw badStream(`frame ${sequence} does not have the size of its type`);
  check(frame, sequence, { tableEnd: headerBytes + runs, end: headerBytes + runs });
  const text = frame.toString('utf8', headerBytes);
  return type === 'hello' ? { type, sequence, round, text } : { type, sequence, round, text };
}

function decodePages(frame: Buffer, { sequence, round, runs, pages }: Header): Frame {
  const tableEnd = headerBytes + (runs + pages) * entryBytes;
  check(frame, sequence, { tableEnd, end: tableEnd + pages * pageBytes });
  const pair = (at: number) => [frame.readUInt32LE(at), frame.readUInt32LE(at + 4)] as const;
  const zeroRuns = Array.from({ length: runs }, (_, index): ZeroRun => {
    const [first, count] = pair(headerBytes + index * entryBytes);
    return { first, count };
  });
  const entries = Array.from({ length: pages }, (_, index): PageEntry => {
    const [page, sum] = pair(headerBytes + (runs + index) * entryBytes);
    return { page, sum, at: tableEnd + index * pageBytes };
  });
  return { type: 'pages', sequence, round, zeroRuns, pages: entries, bytes: frame };
}

/** The counts are compared with the length before anything is allocated by them. */
function check(frame: Buffer, sequence: number, { tableEnd, end }: { tableEnd: number; end: number }): void {
  if (frame.length !== end)
    throw badStream(`frame ${sequence} has ${frame.length} bytes where its header promises ${end}`);
  if (sumOf(frame, tableEnd) !== frame.readUInt32LE(checksumAt))
    throw badStream(`frame ${sequence} has a wrong checksum`);
}
