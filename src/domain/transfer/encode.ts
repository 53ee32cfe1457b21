import { type Memory, pageBytes } from '../memory/index.ts';
import type { Batch } from './batch.ts';
import { type FramePlace, type FrameType, frameTypes, type Header, headerSum, layout } from './frame.ts';

/** The first or the last message; `value` as JSON. */
export function encodeText(type: 'hello' | 'end', place: FramePlace, value: unknown): Buffer {
  const text = Buffer.from(JSON.stringify(value));
  const frame = Buffer.allocUnsafeSlow(layout.headerBytes + text.length);
  text.copy(frame, layout.headerBytes);
  writeHeader(frame, type, { ...place, runs: text.length, pages: 0 });
  return seal(frame, frame.length);
}

/** Pages with their content as it is now. */
export function encodePages({ zeroRuns, pages }: Batch, memory: Memory, place: FramePlace): Buffer {
  const tableEnd = layout.headerBytes + (zeroRuns.length + pages.length) * layout.entryBytes;
  const frame = Buffer.allocUnsafeSlow(tableEnd + pages.length * pageBytes);
  writeHeader(frame, 'pages', { ...place, runs: zeroRuns.length, pages: pages.length });
  let at: number = layout.headerBytes;
  const entry = (a: number, b: number) => {
    at = frame.writeUInt32LE(b, frame.writeUInt32LE(a, at));
  };
  for (const { first, count } of zeroRuns) entry(first, count);
  for (const page of pages) entry(page, memory.checksumOf(page));
  for (const [index, page] of pages.entries()) memory.copyPage(page, frame, tableEnd + index * pageBytes);
  return seal(frame, tableEnd);
}

function writeHeader(frame: Buffer, type: FrameType, { sequence, round, runs, pages }: Header): void {
  const fields = [layout.magic, frameTypes.indexOf(type), sequence, round, runs, pages];
  for (const [index, field] of fields.entries()) frame.writeUInt32LE(field, index * 4);
}

function seal(frame: Buffer, tableEnd: number): Buffer {
  frame.writeUInt32LE(headerSum(frame, tableEnd), layout.checksumAt);
  return frame;
}
