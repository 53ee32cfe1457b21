import type { Bitmap } from '../memory/index.ts';
import type { Writer } from '../workload/writer.ts';
import { low, setMask, setRun } from './bit-runs.ts';

/** A writer and where its pages begin in a bitmap. */
export interface Place {
  readonly writer: Writer;
  readonly sequential: boolean;
  readonly offset: number;
}

/** Which of a writer's writes: from number `from` up to, not including, `to`. */
export interface Writes {
  readonly from: number;
  readonly to: number;
}

/**
 * More random writes than this between two looks are drawn from the law of such writes instead of being made one by
 * one. It takes a second to make this many.
 */
export const mostMade = 2 ** 25;

/** Marks the pages that these writes touch; returns how many were not marked before. */
export function mark(bitmap: Bitmap, place: Place, writes: Writes): number {
  if (writes.to <= writes.from) return 0;
  if (place.sequential) return markRing(bitmap, place, writes);
  return writes.to - writes.from > mostMade ? draw(bitmap, place, writes) : markEach(bitmap, place, writes);
}

function markRing(bitmap: Bitmap, { writer, offset }: Place, { from, to }: Writes): number {
  const count = Math.min(to - from, writer.pages);
  const start = writer.pageOf(to - count);
  const before = Math.min(count, writer.pages - start);
  return setRun(bitmap, offset + start, before) + setRun(bitmap, offset, count - before);
}

function markEach({ words }: Bitmap, { writer, offset }: Place, { from, to }: Writes): number {
  let fresh = 0;
  for (let n = from; n < to; n++) {
    const page = offset + writer.pageOf(n);
    const word = words[page >>> 5] ?? 0;
    const bit = 1 << (page & 31);
    if ((word & bit) !== 0) continue;
    words[page >>> 5] = word | bit;
    fresh += 1;
  }
  return fresh;
}

/** Each page is touched with probability 1 - (1 - 1 / pages) ^ writes, here in steps of 2 ^ -16. */
function draw(bitmap: Bitmap, { writer: { pages }, offset }: Place, { from, to }: Writes): number {
  const share = Math.round(-Math.expm1((to - from) * Math.log1p(-1 / pages)) * 2 ** digits);
  const random = xorshift(to);
  let fresh = 0;
  for (let page = 0; page < pages; page += 32)
    fresh += setMask(bitmap, offset + page, low(pages - page) & randomMask(share, random));
  return fresh;
}

const digits = 16;

/** 32 bits, each set with probability `share` / 2 ^ 16: one binary digit of it after the other, the lowest first. */
function randomMask(share: number, random: () => number): number {
  if (share >= 2 ** digits) return 0xffffffff;
  let mask = 0;
  for (let digit = 0; digit < digits; digit++) mask = (share >>> digit) & 1 ? mask | random() : mask & random();
  return mask;
}

/** 32 random bits at a time (Marsaglia 2003). */
function xorshift(seed: number): () => number {
  let state = (seed ^ 0x9e3779b9) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
}
