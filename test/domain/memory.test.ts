import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  checksum,
  clearBits,
  createBitmap,
  createMemory,
  hasBit,
  hashMemory,
  hashNow,
  type Memory,
  nextSet,
  pageBytes,
  runOfSet,
  setBit,
} from '../../src/domain/memory/index.ts';

const gib = 2 ** 30;
const unpaced = async () => {};

test('a bitmap behaves as a set of numbers', () => {
  const bits = 200;
  const bit = fc.nat(bits - 1);
  const change = fc.record({ set: fc.boolean(), first: bit, count: fc.integer({ min: 1, max: 80 }) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 12 }), bit, (changes, from) => {
      const bitmap = createBitmap(bits);
      const set = new Set<number>();
      for (const { set: on, first, count } of changes) {
        const end = Math.min(bits, first + count);
        if (!on) clearBits(bitmap, first, end - first);
        for (let n = first; n < end; n++) {
          if (on) setBit(bitmap, n);
          if (on) set.add(n);
          else set.delete(n);
        }
      }
      const later = [...set].filter((n) => n >= from).sort((a, b) => a - b);
      let run = 0;
      while (set.has(from + run)) run += 1;
      expect(nextSet(bitmap, from)).toBe(later[0] ?? bits);
      expect(runOfSet(bitmap, from, bits)).toBe(run);
      expect(runOfSet(bitmap, from, 3)).toBe(Math.min(run, 3));
      expect(hasBit(bitmap, from)).toBe(set.has(from));
    }),
  );
});

test('a filled bitmap holds exactly its bits', () => {
  const bitmap = createBitmap(37, true);
  expect(runOfSet(bitmap, 0, 100)).toBe(37);
  clearBits(bitmap, 0, 37);
  expect(nextSet(bitmap, 0)).toBe(37);
});

test('memory reads back what was written, whatever the order, and is zero everywhere else', () => {
  const pages = 2000;
  const write = fc.record({ page: fc.nat(pages - 1), value: fc.nat(), clear: fc.boolean() });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
      const memory = createMemory(pages * pageBytes);
      const model = new Map<number, number>();
      for (const { page, value, clear } of writes) {
        if (clear) memory.clearPages(page, 1);
        else memory.writeWord(page, 8, value);
        model.set(page, clear ? 0 : value);
      }
      const nonZero = [...model].filter(([, value]) => value !== 0).map(([page]) => page);
      for (const [page, value] of model) expect(memory.readWord(page, 8)).toBe(value);
      expect(walk(memory)).toEqual(nonZero.sort((a, b) => a - b));
    }),
  );
});

test('words hold whole numbers up to 2^53', () => {
  const memory = createMemory(pageBytes);
  memory.writeWord(0, 16, Number.MAX_SAFE_INTEGER);
  expect(memory.readWord(0, 16)).toBe(Number.MAX_SAFE_INTEGER);
});

test('a page that was emptied is zero again and its room is used for the next one', () => {
  const memory = createMemory(64 * pageBytes);
  memory.writeWord(3, 0, 7);
  memory.clearPages(0, 64);
  expect(memory.residentBytes).toBe(0);
  memory.writeWord(9, 8, 1);
  expect(memory.readWord(9, 0)).toBe(0);
  expect(memory.zeroRun(0, 64)).toBe(9);
});

test('64 GiB of memory cost nothing until they are written', () => {
  const memory = createMemory(64 * gib);
  memory.writeWord(memory.pages - 1, 0, 1);
  expect(memory.residentBytes).toBe(pageBytes);
  expect(memory.zeroRun(0, memory.pages)).toBe(memory.pages - 1);
  expect(memory.nextNonZero(0)).toBe(memory.pages - 1);
});

test('the log holds each page written since it was taken last, and only while it is kept', () => {
  const memory = createMemory(100 * pageBytes);
  const dirty = createBitmap(100);
  memory.writeWord(1, 0, 1);
  memory.startLog();
  for (const page of [5, 99, 5]) memory.writeWord(page, 0, 1);
  expect(memory.syncLog(dirty)).toBe(2);
  memory.writeWord(5, 0, 2);
  memory.writeWord(6, 0, 2);
  expect(memory.syncLog(dirty)).toBe(1);
  expect([1, 5, 6, 99].map((page) => hasBit(dirty, page))).toEqual([false, true, true, true]);
  memory.stopLog();
  memory.writeWord(7, 0, 1);
  expect(memory.syncLog(dirty)).toBe(0);
});

test('the hash is that of the content: the same however it came about, another one for every difference', async () => {
  const base = () =>
    written([
      [1, 10],
      [2, 20],
    ]);
  const known = hashNow(base());
  const detour = written([
    [1, 5],
    [2, 20],
    [3, 9],
    [1, 10],
  ]);
  detour.clearPages(3, 1);
  const zeroed = written([
    [1, 10],
    [2, 20],
    [3, 9],
    [3, 0],
  ]);

  expect([hashNow(detour), hashNow(zeroed), await hashMemory(base(), unpaced)]).toEqual([known, known, known]);
  const others = [
    written([
      [1, 11],
      [2, 20],
    ]),
    written([
      [1, 20],
      [2, 10],
    ]),
    written([
      [1, 10],
      [3, 20],
    ]),
    written(
      [
        [1, 10],
        [2, 20],
      ],
      9,
    ),
  ];
  expect(new Set([known, ...others.map(hashNow)]).size).toBe(5);
});

test('the checksum of a page is remembered until it is written again', () => {
  const memory = written([[1, 10]]);
  const page = contentOf(memory, [1]);
  expect(memory.isStale(1)).toBe(true);
  expect(memory.checksumOf(1)).toBe(checksum(page));
  expect(memory.isStale(1)).toBe(false);
  memory.writeWord(1, 0, 11);
  expect(memory.checksumOf(1)).not.toBe(checksum(page));
});

/** A small guest's first pages stand in small slabs; from this one on, neighbours are many. */
const first = 63;
const upTo = (pages: number) => Array.from({ length: pages }, (_, page) => [page, page + 1] as const);

test('what is lent stays as it was, whatever is written or emptied meanwhile, and its room is used again', () => {
  const pages = Array.from({ length: 40 }, (_, index) => first + index);
  const change = fc.record({ page: fc.constantFrom(...pages), clear: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const memory = written(upTo(first + 40));
      const before = contentOf(memory, pages);
      const { pieces, over } = memory.contentOf(pages, true).gather(Buffer.alloc(40 * pageBytes), 0);
      for (const { page, clear } of changes) {
        if (clear) memory.clearPages(page, 1);
        else memory.writeWord(page, 8, 1000);
      }
      expect(Buffer.concat(pieces).equals(before)).toBe(true);
      const left = new Set(pages.filter((page) => changes.findLast((one) => one.page === page)?.clear !== true));
      over();
      expect(memory.residentBytes).toBe((first + left.size) * pageBytes);
      for (const page of left)
        expect(memory.readWord(page, 8)).toBe(changes.some((one) => one.page === page) ? 1000 : 0);
    }),
  );
});

test('few neighbours are copied, many are lent; both come in order', () => {
  const memory = written(upTo(first + 60));
  const pages = [50, ...Array.from({ length: 20 }, (_, index) => index), 40, 30].map((page) => first + page);
  const content = memory.contentOf(pages, true);
  expect(content.copiedBytes).toBe(3 * pageBytes);
  const { pieces } = content.gather(Buffer.alloc(content.copiedBytes + 4), 4);
  expect(pieces.map(({ length }) => length)).toEqual([4 + pageBytes, 20 * pageBytes, 2 * pageBytes]);
  expect(Buffer.concat(pieces).subarray(4).equals(contentOf(memory, pages))).toBe(true);
});

function contentOf(memory: Memory, pages: readonly number[]): Buffer {
  const content = memory.contentOf(pages);
  return Buffer.concat(content.gather(Buffer.alloc(content.copiedBytes), 0).pieces);
}

function walk(memory: Memory): number[] {
  const pages: number[] = [];
  for (let page = memory.nextNonZero(0); page < memory.pages; page = memory.nextNonZero(page + 1)) pages.push(page);
  return pages;
}

function written(words: readonly (readonly [number, number])[], pages = 128): Memory {
  const memory = createMemory(pages * pageBytes);
  for (const [page, value] of words) memory.writeWord(page, 0, value);
  return memory;
}
