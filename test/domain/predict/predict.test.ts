import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Capability, measured, predict, type Scenario } from '../../../src/domain/predict/index.ts';
import { mib, scenario, writes } from './scenarios.ts';

/** What QEMU's machine does with a guest in virtual time. Figures of real migrations are in the test of --check. */

const having = (...capabilities: Capability[]) => ({ capabilities: new Set(capabilities) });

test('a guest that fits into the first 100 ms is done with two syncs', () => {
  const { stats, rounds } = predict(scenario({ nonZeroPages: 2 * mib }));
  expect(stats).toMatchObject({ 'dirty-sync-count': 2, duplicate: 62 * mib - 36 + 130 - 52 });
  expect(rounds.map(({ round }) => round)).toEqual([1, 2]);
});

test('an idle guest takes three: setup, below the threshold, final', () => {
  const { stats } = predict(scenario({ pages: 1024 * mib, nonZeroPages: 900 * mib }));
  expect(stats['dirty-sync-count']).toBe(3);
  expect(stats['total-time']).toBeGreaterThan(7000);
  expect(stats['total-time']).toBeLessThan(7100);
});

const anyScenario: fc.Arbitrary<Partial<Scenario>> = fc.record({
  nonZeroPages: fc.nat(32 * mib),
  regions: fc.array(
    fc.record({
      pattern: fc.constantFrom('sequential', 'random'),
      pages: fc.integer({ min: 1, max: 8 * mib }),
      pagesPerSecond: fc.integer({ min: 1, max: 20_000 }),
    }),
    { maxLength: 3 },
  ),
  seed: fc.nat(),
  ranUs: fc.nat(10_000_000),
  limits: fc.record({
    bytesPerSecond: fc.constantFrom(Infinity, 8 * 2 ** 20, 64 * 2 ** 20),
    downtimeMs: fc.constantFrom(0, 30, 300),
  }),
  linkBytesPerMs: fc.constantFrom(Infinity, 1250, 125_000),
  latencyMs: fc.constantFrom(0, 5),
  withinMs: fc.constant(5000),
});

test('whatever the guest does: bytes add up, nothing is left at the end, and the same seed gives the same', () => {
  const holds = (differs: Partial<Scenario>) => {
    const { stats, rounds, converges } = predict(scenario(differs));
    const rest = stats.transferred - 4104 * stats.normal - 9 * stats.duplicate;
    const sum = (key: 'pages' | 'bytes') => rounds.reduce((total, round) => total + round[key], 0);
    expect(rest).toBeGreaterThan(0);
    expect(rest).toBeLessThan(92 + 8 * (stats['total-time'] / 50 + 2 * rounds.length + 2));
    expect([sum('pages'), sum('bytes') - stats.transferred]).toEqual([stats.normal, 0]);
    expect(stats['precopy-bytes'] + stats['downtime-bytes']).toBe(stats.transferred);
    expect(stats['dirty-sync-count']).toBe(rounds.length);
    if (converges) expect(stats.remaining).toBe(0);
    expect(predict(scenario(differs)).stats).toEqual(stats);
  };
  fc.assert(fc.property(anyScenario, holds), { numRuns: 60 });
});

test('slices that are all alike are skipped, which changes no figure', () => {
  const same = (pages: number, bytesPerSecond: number, linkBytesPerMs: number, slower: number) => {
    const constants = { ...measured, pageMs: measured.pageMs * slower, zeroPageMs: measured.zeroPageMs * slower };
    const common = { pages: 90 * mib, limits: { bytesPerSecond, downtimeMs: 300 }, linkBytesPerMs, constants };
    const still = predict(scenario({ ...common, nonZeroPages: pages }));
    const counted = predict(scenario({ ...common, ...writes(pages / mib, 1e-6) }));
    expect(still.stats).toEqual(counted.stats);
    expect(still.rounds).toEqual(counted.rounds);
  };
  const sizes = fc.integer({ min: 1, max: 60 * mib });
  const limit = fc.oneof(fc.constant(Infinity), fc.integer({ min: 1_000_000, max: 80_000_000 }));
  const link = fc.constantFrom(Infinity, 1250, 12_500, 125_000);
  fc.assert(fc.property(sizes, limit, link, fc.integer({ min: 1, max: 30 }), same), { numRuns: 60 });
});

test('the stopped phase knows no bandwidth limit, only the link', () => {
  const guest = { ...writes(32, 4096), pages: 128 * mib, limits: { bytesPerSecond: 64 * 2 ** 20, downtimeMs: 300 } };
  const { stats } = predict(scenario({ ...guest, linkBytesPerMs: 125_000 }));
  expect(stats['downtime-bytes']).toBeGreaterThan(8 * 2 ** 20);
  expect(stats.downtime).toBeLessThan(stats['downtime-bytes'] / 67_000);
});

test('who writes faster than may be sent never converges, and is given up', () => {
  const fast = scenario({ ...writes(32, 12_288), limits: { bytesPerSecond: 32 * 2 ** 20, downtimeMs: 30 } });
  const { converges, stats, switchOverMs } = predict({ ...fast, withinMs: 8000 });
  expect([converges, switchOverMs, stats.downtime]).toEqual([false, undefined, 0]);
  expect(stats['total-time']).toBeGreaterThan(8000);
  expect(stats['total-time']).toBeLessThan(8200);
  expect(stats['dirty-pages-rate']).toBeGreaterThan(5000);
});

test('a working set below the threshold converges at any rate', () => {
  const { converges, stats } = predict(scenario({ ...writes(16, 500_000), pages: 256 * mib, nonZeroPages: 200 * mib }));
  expect([converges, stats['dirty-sync-count']]).toEqual([true, 3]);
});

// A real one (64 MiB, 32 MiB/s, one and a half times as much written) was throttled by 50 % in the end and took 10,966 ms.
test('auto-converge throttles by 20 %, then by 10 % more each time, until it fits', () => {
  const limits = { bytesPerSecond: 32 * 2 ** 20, downtimeMs: 30 };
  const { converges, throttlePercent, stats } = predict(
    scenario({ ...writes(16, 12_288), nonZeroPages: 40 * mib, ranUs: 962_402, limits, ...having('auto-converge') }),
  );
  expect([converges, throttlePercent]).toEqual([true, 50]);
  expect(Math.abs(stats['total-time'] - 10_966)).toBeLessThan(1000);
});

test('xbzrle sends a page whole once more, then only what changed', () => {
  const fast = scenario({ ...writes(64, 49_152), pages: 256 * mib, nonZeroPages: 200 * mib, ...having('xbzrle') });
  const { converges, stats } = predict(fast);
  expect(converges).toBe(true);
  expect(predict({ ...fast, ...having(), withinMs: 10_000 }).converges).toBe(false);
  const whole = 200 * mib + 88 + 64 * mib;
  expect(stats.normal).toBeGreaterThanOrEqual(whole + 2);
  expect(stats.normal).toBeLessThanOrEqual(whole + 6);
});

test('a working set larger than the cache is sent whole each time', () => {
  const fast = { ...writes(192, 49_152), pages: 256 * mib, withinMs: 10_000, ...having('xbzrle') };
  expect(predict(scenario(fast)).converges).toBe(false);
});

test('after a switch to post-copy the guest runs on, however much is left', () => {
  const fast = { ...writes(32, 100_000), linkBytesPerMs: 12_500, withinMs: 30_000 };
  const { converges, stats, rounds } = predict(scenario({ ...fast, ...having('postcopy-after-precopy') }));
  expect(predict(scenario(fast)).converges).toBe(false);
  expect([converges, rounds.length]).toEqual([true, 3]);
  expect(stats.downtime).toBeLessThan(10);
  expect(stats['postcopy-bytes']).toBeGreaterThan(25 * 2 ** 20);
});

test('latency bounds the speed, and the return path waits for the last byte', () => {
  const guest = {
    nonZeroPages: 60 * mib,
    limits: { bytesPerSecond: Infinity, downtimeMs: 300 },
    linkBytesPerMs: 1_250_000,
  };
  const near = predict(scenario(guest)).stats;
  const far = predict(scenario({ ...guest, latencyMs: 50 })).stats;
  const confirmed = predict(scenario({ ...guest, latencyMs: 50, ...having('return-path') })).stats;
  expect(far['total-time']).toBeGreaterThan(1000 * 1.2);
  expect(near['total-time']).toBeLessThan(200);
  expect(confirmed['total-time'] - far['total-time']).toBeGreaterThanOrEqual(100);
});

test('several connections cost a few bytes more', () => {
  const guest = { pages: 256 * mib, nonZeroPages: 200 * mib };
  const [one, several] = [predict(scenario(guest)).stats, predict(scenario({ ...guest, ...having('multifd') })).stats];
  expect(several.transferred - one.transferred).toBe(13 * several.normal);
  expect(several.normal).toBe(one.normal);
});

test('points go down to nothing and are never too many', () => {
  const guest = { pages: 64 * 1024 * mib, ...writes(512, 2000), nonZeroPages: 32 * 1024 * mib };
  const { points, stats } = predict(scenario({ ...guest, withinMs: 1_000_000 }));
  expect(points.length).toBeLessThanOrEqual(1000);
  expect(points.at(-1)).toEqual({ ms: expect.closeTo(stats['total-time'], -1), remaining: 0 });
  expect(points.every(({ ms }, index) => index === 0 || ms >= (points[index - 1]?.ms ?? 0))).toBe(true);
});
