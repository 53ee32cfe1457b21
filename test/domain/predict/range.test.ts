import { expect, test } from 'vitest';
import { hangsOnPlace, predict, predictRange, pressure } from '../../../src/domain/predict/index.ts';
import { mib, scenario, writes } from './scenarios.ts';

const near = scenario({ ...writes(64, 29_491), pages: 256 * mib });

test('near the bandwidth the place of the writer decides how long it takes', () => {
  const { seeds, converging, totalMs, syncs } = predictRange(near, 12);
  expect([seeds, converging]).toEqual([12, 12]);
  expect(totalMs.most / totalMs.least).toBeGreaterThan(1.2);
  expect(totalMs.median).toBeGreaterThanOrEqual(totalMs.least);
  expect(syncs.most).toBeGreaterThan(syncs.least);
  expect(predict({ ...near, seed: 3 }).stats['total-time']).toBeLessThanOrEqual(totalMs.most);
});

test('far from it, it does not', () => {
  const { totalMs } = predictRange({ ...near, ...writes(64, 8000) }, 12);
  expect(totalMs.most / totalMs.least).toBeLessThan(1.1);
});

test.each([
  [29_491, true],
  [19_660, false],
  [49_152, false],
])('%i pages/s against 128 MiB/s: the outcome hangs on the place: %j', (pagesPerSecond, hangs) => {
  expect(hangsOnPlace({ ...near, ...writes(64, pagesPerSecond) })).toBe(hangs);
});

test('a link slower than the limit is what counts', () => {
  expect(pressure({ ...near, linkBytesPerMs: 12_500 })).toBeGreaterThan(5);
});

test('where nothing converges there are no figures', () => {
  const never = { ...near, ...writes(64, 60_000), withinMs: 3000 };
  expect(predictRange(never, 2)).toMatchObject({ converging: 0, totalMs: { median: Number.NaN } });
});
