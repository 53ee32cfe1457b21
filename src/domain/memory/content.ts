import { checksum } from './checksum.ts';
import { type Frames, placeOf } from './frames.ts';
import { pageBytes } from './page.ts';
import type { Slab } from './slabs.ts';

/** Reading and writing what stands in a guest's frames. Offsets are in bytes. */

export function putWord(frames: Frames, page: number, offset: number, value: number): void {
  const frame = frames.obtain(page);
  const { words, known } = frames.slab(frame);
  const at = (placeOf(frame) * pageBytes + offset) / 4;
  words[at] = value;
  words[at + 1] = value / 2 ** 32;
  known[placeOf(frame)] = 0;
}

export function getWord(frames: Frames, page: number, offset: number): number {
  const frame = frames.find(page);
  if (frame < 0) return 0;
  const { words } = frames.slab(frame);
  const at = (placeOf(frame) * pageBytes + offset) / 4;
  return (words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 32;
}

export function copyOut(frames: Frames, page: number, target: Buffer, at: number): void {
  const frame = frames.find(page);
  if (frame < 0) target.fill(0, at, at + pageBytes);
  else frames.slab(frame).bytes.copy(target, at, placeOf(frame) * pageBytes, (placeOf(frame) + 1) * pageBytes);
}

/** `sum` is the checksum of the bytes that come in. */
export function copyIn(frames: Frames, page: number, source: Buffer, at: number, sum: number): void {
  const frame = frames.obtain(page);
  const { bytes, checksums, known } = frames.slab(frame);
  source.copy(bytes, placeOf(frame) * pageBytes, at, at + pageBytes);
  checksums[placeOf(frame)] = sum;
  known[placeOf(frame)] = 1;
}

export function sumOf(frames: Frames, page: number): number {
  const frame = frames.find(page);
  if (frame < 0) return zeroSum;
  const place = placeOf(frame);
  const { bytes, checksums, known } = frames.slab(frame);
  if (known[place] === 0) checksums[place] = checksum(bytes.subarray(place * pageBytes, (place + 1) * pageBytes));
  known[place] = 1;
  return checksums[place] ?? 0;
}

const zeroSum = checksum(new Uint8Array(pageBytes));

/** Whether the page's checksum must be computed first. */
export function isStale(frames: Frames, page: number): boolean {
  const frame = frames.find(page);
  return frame >= 0 && frames.slab(frame).known[placeOf(frame)] === 0;
}

export function isZero(frames: Frames, page: number): boolean {
  const frame = frames.find(page);
  return frame < 0 || isEmpty(frames.slab(frame), placeOf(frame));
}

/** Almost always decided by the first words: a page with content rarely starts with zeros. */
function isEmpty({ words }: Slab, place: number): boolean {
  const start = (place * pageBytes) / 4;
  for (let at = start; at < start + pageBytes / 4; at++) if (words[at] !== 0) return false;
  return true;
}
