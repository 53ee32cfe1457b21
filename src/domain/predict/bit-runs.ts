import { type Bitmap, ones } from '../memory/index.ts';

/** Bitmap operations on many pages at once. */

/** Sets the bits of `mask` from bit `at` on; returns how many were not set before. */
export function setMask({ words }: Bitmap, at: number, mask: number): number {
  const index = at >>> 5;
  const shift = at & 31;
  const fresh = merge(words, index, mask << shift);
  return shift === 0 ? fresh : fresh + merge(words, index + 1, mask >>> (32 - shift));
}

function merge(words: Uint32Array, index: number, bits: number): number {
  const old = words[index] ?? 0;
  if ((bits & ~old) === 0) return 0;
  words[index] = old | bits;
  return ones(bits & ~old);
}

/** Sets `count` bits from `first` on; returns how many were not set before. */
export function setRun(bitmap: Bitmap, first: number, count: number): number {
  let fresh = 0;
  for (let bit = first; bit < first + count; ) {
    const width = Math.min(32 - (bit & 31), first + count - bit);
    fresh += merge(bitmap.words, bit >>> 5, low(width) << (bit & 31));
    bit += width;
  }
  return fresh;
}

/** A mask of the `width` lowest bits. */
export const low = (width: number): number => (width >= 32 ? 0xffffffff : (1 << width) - 1);

/** Bits that were cleared, and the place behind the last of them. */
export interface TakenBits {
  readonly count: number;
  readonly next: number;
}

/** Clears the first `atMost` set bits at or after `from`. */
export function takeBits({ words }: Bitmap, from: number, atMost: number): TakenBits {
  let count = 0;
  let next = from;
  let keep = low(from & 31);
  for (let index = from >>> 5; index < words.length; index++, keep = 0) {
    const word = words[index] ?? 0;
    const found = word & ~keep;
    if (found === 0) continue;
    const number = ones(found);
    if (count + number > atMost) return takeLowest(words, index, { found, taken: count, next, atMost });
    words[index] = word & keep;
    count += number;
    next = index * 32 + 32 - Math.clz32(found);
  }
  return { count, next };
}

interface Taking {
  /** Bits of the word that may be taken, more than there is need for. */
  readonly found: number;
  readonly taken: number;
  readonly next: number;
  readonly atMost: number;
}

function takeLowest(words: Uint32Array, index: number, { found, taken, next, atMost }: Taking): TakenBits {
  let left = found;
  for (let count = taken; count < atMost; count++) left &= left - 1;
  const cleared = found & ~left;
  words[index] = (words[index] ?? 0) & ~cleared;
  return { count: atMost, next: cleared === 0 ? next : index * 32 + 32 - Math.clz32(cleared) };
}
