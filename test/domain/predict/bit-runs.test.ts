import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createBitmap, hasBit, setBit } from '../../../src/domain/memory/index.ts';
import { setMask, setRun, takeBits } from '../../../src/domain/predict/bit-runs.ts';

/** Many pages at once are the same as one page after the other. */

const bits = 200;
const someBits = fc.uniqueArray(fc.nat(bits - 1));
const place = fc.nat(bits - 1);

const bitmapOf = (set: readonly number[]) => {
  const bitmap = createBitmap(bits);
  for (const bit of set) setBit(bitmap, bit);
  return bitmap;
};
const setBits = (bitmap: ReturnType<typeof createBitmap>) =>
  Array.from({ length: bits }, (_, bit) => bit).filter((bit) => hasBit(bitmap, bit));

test('a run of bits', () => {
  const holds = (before: number[], first: number, length: number) => {
    const count = Math.min(length, bits - first);
    const bitmap = bitmapOf(before);
    const run = Array.from({ length: count }, (_, index) => first + index);
    expect(setRun(bitmap, first, count)).toBe(run.filter((bit) => !before.includes(bit)).length);
    expect(setBits(bitmap)).toEqual(setBits(bitmapOf([...before, ...run])));
  };
  fc.assert(fc.property(someBits, place, fc.nat(bits), holds));
});

test('a mask at any bit', () => {
  const holds = (before: number[], at: number, mask: number) => {
    const bitmap = bitmapOf(before);
    const run = Array.from({ length: 32 }, (_, index) => index).filter((index) => (mask >>> index) & 1);
    const fresh = run.filter((index) => !before.includes(at + index)).length;
    expect(setMask(bitmap, at, mask)).toBe(fresh);
    expect(setBits(bitmap)).toEqual(setBits(bitmapOf([...before, ...run.map((index) => at + index)])));
  };
  fc.assert(fc.property(someBits, fc.nat(bits - 32), fc.integer({ min: 0, max: 2 ** 32 - 1 }), holds));
});

test('taking goes up from a place and remembers where it was', () => {
  const holds = (before: number[], from: number, atMost: number) => {
    const bitmap = bitmapOf(before);
    const taken = setBits(bitmap)
      .filter((bit) => bit >= from)
      .slice(0, atMost);
    expect(takeBits(bitmap, from, atMost)).toEqual({ count: taken.length, next: (taken.at(-1) ?? from - 1) + 1 });
    expect(setBits(bitmap)).toEqual(setBits(bitmapOf(before.filter((bit) => !taken.includes(bit)))));
  };
  fc.assert(fc.property(someBits, place, fc.nat(bits), holds));
});
