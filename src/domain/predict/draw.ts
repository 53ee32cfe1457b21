import type { Bitmap } from '../memory/index.ts';
import { low, setMask } from './bit-runs.ts';

export interface Draw {
  /** Where the pages begin in the bitmap. */
  readonly offset: number;
  readonly pages: number;
  /** How many writes there were, each to any of the pages. */
  readonly writes: number;
  readonly seed: number;
}

/**
 * Marks the pages that many random writes touch, without making them: each page is touched with probability
 * 1 - (1 - 1 / pages) ^ writes. Returns how many were not marked before.
 */
export function draw(bitmap: Bitmap, { offset, pages, writes, seed }: Draw): number {
  const share = Math.round(-Math.expm1(writes * Math.log1p(-1 / pages)) * 2 ** digits);
  const random = xorshift(seed);
  const masks = Int32Array.from({ length: Math.min(mostMasks, Math.ceil(pages / 32)) }, () =>
    randomMask(share, random),
  );
  let fresh = 0;
  for (let page = 0, next = 0; page < pages; page += 32, next++) {
    if (next === masks.length) next = 0;
    fresh += setMask(bitmap, offset + page, low(pages - page) & (masks[next] ?? 0));
  }
  return fresh;
}

/** Masks for half a million pages; more pages have them again, which only their number matters for. */
const mostMasks = 2 ** 14;

/** Probabilities are in steps of 2 ^ -16. */
const digits = 16;

/** 32 bits, each set with probability `share` / 2 ^ 16: set where it exceeds a random number, digit by digit. */
function randomMask(share: number, random: () => number): number {
  if (share >= 2 ** digits) return 0xffffffff;
  let mask = 0;
  let undecided = 0xffffffff;
  for (let digit = digits - 1; digit >= 0 && undecided !== 0; digit--) {
    const bits = random();
    if ((share >>> digit) & 1) mask |= undecided & ~bits;
    undecided &= (share >>> digit) & 1 ? bits : ~bits;
  }
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
