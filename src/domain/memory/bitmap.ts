/** One bit for each page of a guest. */
export interface Bitmap {
  readonly bits: number;
  readonly words: Uint32Array;
}

/** All bits clear, or all set. */
export function createBitmap(bits: number, filled = false): Bitmap {
  const words = new Uint32Array(Math.ceil(bits / 32));
  if (filled) fill(words, bits);
  return { bits, words };
}

function fill(words: Uint32Array, bits: number): void {
  words.fill(0xffffffff);
  const rest = bits % 32;
  if (rest > 0) words[words.length - 1] = 2 ** rest - 1;
}

export function setBit({ words }: Bitmap, bit: number): void {
  words[bit >>> 5] = word(words, bit >>> 5) | (1 << (bit & 31));
}

export function hasBit({ words }: Bitmap, bit: number): boolean {
  return (word(words, bit >>> 5) & (1 << (bit & 31))) !== 0;
}

/** Clears `count` bits from `first` on. */
export function clearBits({ words }: Bitmap, first: number, count: number): void {
  for (let bit = first; bit < first + count; ) {
    const offset = bit & 31;
    const width = Math.min(32 - offset, first + count - bit);
    words[bit >>> 5] = word(words, bit >>> 5) & ~(mask(width) << offset);
    bit += width;
  }
}

/** The first set bit at or after `from`, or `bits` when there is none. */
export function nextSet({ words, bits }: Bitmap, from: number): number {
  if (from >= bits) return bits;
  let index = from >>> 5;
  let current = word(words, index) & (0xffffffff << (from & 31));
  while (current === 0 && ++index < words.length) current = word(words, index);
  return current === 0 ? bits : index * 32 + trailingZeros(current);
}

/** How many bits from `from` on are set without a gap, at most `atMost`. */
export function runOfSet({ words, bits }: Bitmap, from: number, atMost: number): number {
  const end = Math.min(bits, from + atMost);
  let bit = from;
  while (bit < end) {
    const ones = trailingZeros(~(word(words, bit >>> 5) >>> (bit & 31)));
    bit += Math.min(ones, 32 - (bit & 31));
    if ((bit & 31) !== 0 || ones === 0) break;
  }
  return Math.min(bit, end) - from;
}

/** Moves the bits of `log` into `target`, leaving `log` clear; returns how many were new to `target`. */
export function moveBits(target: Bitmap, log: Bitmap): number {
  let added = 0;
  for (let index = 0; index < log.words.length; index++) {
    const fresh = word(log.words, index);
    if (fresh === 0) continue;
    added += ones(fresh & ~word(target.words, index));
    target.words[index] = word(target.words, index) | fresh;
    log.words[index] = 0;
  }
  return added;
}

const word = (words: Uint32Array, index: number) => words[index] ?? 0;
const mask = (width: number) => (width === 32 ? 0xffffffff : (1 << width) - 1);
const trailingZeros = (value: number) => (value === 0 ? 32 : 31 - Math.clz32(value & -value));

/** How many of 32 bits are set. Counts in parallel: pairs, nibbles, then all bytes by one multiplication. */
export function ones(value: number): number {
  const pairs = value - ((value >>> 1) & 0x55555555);
  const nibbles = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((nibbles + (nibbles >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
