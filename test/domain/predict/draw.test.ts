import { expect, test } from 'vitest';
import { createBitmap, ones } from '../../../src/domain/memory/index.ts';
import { draw } from '../../../src/domain/predict/draw.ts';
import { mark, mostMade } from '../../../src/domain/predict/marks.ts';
import { writersOf } from '../../../src/domain/workload/writer.ts';

const setIn = ({ words }: { words: Uint32Array }) => words.reduce((sum, word) => sum + ones(word), 0);

test.each([0.01, 0.5, 1, 3])('drawn writes touch as many pages as made ones: %d writes a page', (share) => {
  const pages = 100_000;
  const writes = share * pages;
  const [writer] = writersOf({ pattern: 'random', pagesPerSecond: 1, workingSetMiB: pages / 256, fillMiB: 0, seed: 7 });
  const [made, drawn] = [createBitmap(pages + 40), createBitmap(pages + 40)];
  if (!writer) throw new Error('a random workload has a writer');
  const each = mark(made, { writer, kind: 'random', offset: 5 }, { from: 0, to: writes });
  const all = draw(drawn, { offset: 5, pages, writes, seed: 1 });
  expect([setIn(made), setIn(drawn)]).toEqual([each, all]);
  expect(Math.abs(all - each) / each).toBeLessThan(0.05);
});

test('more than can be made in a moment are drawn, and stay within their place', () => {
  const pages = 4096;
  const [writer] = writersOf({ pattern: 'random', pagesPerSecond: 1, workingSetMiB: 16, fillMiB: 0, seed: 7 });
  if (!writer) throw new Error('a random workload has a writer');
  const bitmap = createBitmap(pages + 64);
  const fresh = mark(bitmap, { writer, kind: 'random', offset: 33 }, { from: 0, to: mostMade + 1 });
  expect([fresh, setIn(bitmap)]).toEqual([pages, pages]);
  expect(bitmap.words[0]).toBe(0);
});
