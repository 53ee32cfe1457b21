import type { Memory } from '../memory/index.ts';
import type { Batch, Delta, ZeroRun } from './batch.ts';
import {
  checksumOf,
  type DeltasType,
  type FramePlace,
  frameTypes,
  type Header,
  headBytes,
  layout,
  type PagesType,
  sealed,
  type TextType,
} from './frame.ts';

/** The first or the last message, or the one between; `value` as JSON. */
export function encodeText(type: TextType, place: FramePlace, value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const frame = Buffer.alloc(layout.headerBytes + text.length);
  text.copy(frame, layout.headerBytes);
  writeHeader(frame, { type, ...place, runs: text.length, pages: 0 });
  return sealed(frame);
}

/** What changed on pages; each page's checksum is that of the whole. */
export function encodeDeltas(deltas: readonly Delta[], memory: Memory, place: FramePlace, type: DeltasType): Buffer {
  const runs = deltas.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const header = { type, ...place, runs, pages: deltas.length };
  const frame = newBuffer(headBytes(header));
  writeHeader(frame, header);
  let at = layout.headerBytes;
  if (type === 'deltas') for (const { page } of deltas) at = frame.writeBigUInt64LE(memory.checksumOf(page), at);
  for (const { page } of deltas) at = frame.writeUInt32LE(page, at);
  for (const { bytes } of deltas) at = frame.writeUInt16LE(bytes.length, at);
  for (const { bytes } of deltas) {
    frame.set(bytes, at);
    at += bytes.length;
  }
  return sealed(frame);
}

/** Names pages that the receiver must not use: what it has of them is old. */
export function encodeMissing(runs: readonly ZeroRun[], place: FramePlace): Buffer {
  const header = { type: 'missing', ...place, runs: runs.length, pages: 0 } as const;
  const frame = newBuffer(headBytes(header));
  writeHeader(frame, header);
  writeTable(frame, { zeroRuns: runs, pages: [] }, undefined);
  return sealed(frame);
}

export interface PagesEncoding {
  /** Whether each page goes with its checksum. */
  readonly type?: PagesType;
  /** Gives memory for what is copied, aligned to 8 bytes. Long runs of pages are then lent, not copied. */
  readonly buffer?: (bytes: number) => Buffer;
}

/** A frame in the pieces it goes out in. `over` is to be called when they have left. */
export interface PagesMessage {
  readonly pieces: readonly Buffer[];
  readonly checksum: bigint;
  over(): void;
}

/** Pages with their content as it is now. */
export function encodePages(
  batch: Pick<Batch, 'zeroRuns' | 'pages'>,
  memory: Memory,
  place: FramePlace,
  encoding: PagesEncoding = {},
): PagesMessage {
  const { type = 'pages', buffer = newBuffer } = encoding;
  const header = { type, ...place, runs: batch.zeroRuns.length, pages: batch.pages.length };
  const content = memory.contentOf(batch.pages, encoding.buffer !== undefined);
  const tableEnd = headBytes(header);
  const spare = buffer(tableEnd + content.copiedBytes);
  const head = spare.subarray(0, tableEnd);
  writeHeader(head, header);
  writeTable(head, batch, type === 'pages' ? memory : undefined);
  sealed(head);
  return { ...content.gather(spare, tableEnd), checksum: checksumOf(head) };
}

const newBuffer = (bytes: number) => Buffer.from(new ArrayBuffer(bytes));

function writeTable(
  frame: Buffer,
  { zeroRuns, pages }: Pick<Batch, 'zeroRuns' | 'pages'>,
  memory: Pick<Memory, 'checksumOf'> | undefined,
): void {
  let at = layout.headerBytes;
  for (const { first, count } of zeroRuns) at = frame.writeUInt32LE(count, frame.writeUInt32LE(first, at));
  if (memory) {
    const sums = new BigUint64Array(frame.buffer, frame.byteOffset + at, pages.length);
    for (const [index, page] of pages.entries()) sums[index] = memory.checksumOf(page);
    at += sums.byteLength;
  }
  const numbers = new Uint32Array(frame.buffer, frame.byteOffset + at, pages.length);
  numbers.set(pages);
}

function writeHeader(frame: Buffer, { type, sequence, round, runs, pages }: Header): void {
  const fields = [layout.magic, frameTypes.indexOf(type), sequence, round, runs, pages];
  for (const [index, field] of fields.entries()) frame.writeUInt32LE(field, index * 4);
}
