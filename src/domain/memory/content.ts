import { checksum } from './checksum.ts';
import { type Frames, pageOf, placeOf } from './frames.ts';
import { pageBytes } from './page.ts';
import type { Slab } from './slabs.ts';
import { addPage, removePage, type Tally } from './tally.ts';

/** What stands in a guest's frames, and what is known of it. Offsets are in bytes. */
export interface Content {
  readonly frames: Frames;
  /** Of all pages whose checksum is known and that hold something. */
  readonly tally: Tally;
  /** Pages with a frame whose checksum must be computed first. */
  stale: number;
}

export function putWord(content: Content, page: number, offset: number, value: number): void {
  const frame = toWrite(content, page);
  const { words } = content.frames.slab(frame);
  const at = (placeOf(frame) * pageBytes + offset) / 4;
  words[at] = value;
  words[at + 1] = value / 2 ** 32;
}

export function getWord({ frames }: Content, page: number, offset: number): number {
  const frame = frames.find(page);
  if (frame < 0) return 0;
  const { words } = frames.slab(frame);
  const at = (placeOf(frame) * pageBytes + offset) / 4;
  return (words[at] ?? 0) + (words[at + 1] ?? 0) * 2 ** 32;
}

/** The page's frame, whose checksum is not known any more. */
export function toWrite(content: Content, page: number): number {
  const { frames } = content;
  const frame = frames.find(page);
  if (frame < 0) content.stale += 1;
  else forget(content, page, frame);
  return frames.obtain(page);
}

function forget(content: Content, page: number, frame: number): void {
  const slab = content.frames.slab(frame);
  const place = placeOf(frame);
  if (slab.known[place] === 0) return;
  if (slab.sums[place] !== zeroSum) removePage(content.tally, page, halves(slab, place));
  slab.known[place] = 0;
  content.stale += 1;
}

export function drop(content: Content, page: number): void {
  const frame = content.frames.find(page);
  if (frame < 0) return;
  forget(content, page, frame);
  content.stale -= 1;
  content.frames.drop(page);
}

/** Remembered until the page is written again. */
export function sumOf(content: Content, page: number): bigint {
  const frame = content.frames.find(page);
  if (frame < 0) return zeroSum;
  const slab = content.frames.slab(frame);
  const place = placeOf(frame);
  if (slab.known[place] === 0) learn(content, page, frame);
  return slab.sums[place] ?? 0n;
}

function learn(content: Content, page: number, frame: number): void {
  const slab = content.frames.slab(frame);
  const place = placeOf(frame);
  slab.sums[place] = checksum(pageOf(slab, frame));
  slab.known[place] = 1;
  content.stale -= 1;
  if (slab.sums[place] !== zeroSum) addPage(content.tally, page, halves(slab, place));
}

const halves = ({ sumHalves }: Slab, place: number) => ({
  low: sumHalves[place * 2] ?? 0,
  high: sumHalves[place * 2 + 1] ?? 0,
});
const zeroSum = checksum(new Uint8Array(pageBytes));

/** Whether the page's checksum must be computed first. */
export function isStale({ frames }: Content, page: number): boolean {
  const frame = frames.find(page);
  return frame >= 0 && frames.slab(frame).known[placeOf(frame)] === 0;
}

export function isZero({ frames }: Content, page: number): boolean {
  const frame = frames.find(page);
  return frame < 0 || isEmpty(frames.slab(frame), placeOf(frame));
}

/** Almost always decided by the first words: a page with content rarely starts with zeros. */
function isEmpty({ words, known, sums }: Slab, place: number): boolean {
  if (known[place] === 1) return sums[place] === zeroSum;
  const start = (place * pageBytes) / 4;
  for (let at = start; at < start + pageBytes / 4; at++) if (words[at] !== 0) return false;
  return true;
}
