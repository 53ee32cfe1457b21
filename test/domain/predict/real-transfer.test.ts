import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../../src/clock/index.ts';
import { type Capability, type Prediction, predict, type Scenario } from '../../../src/domain/predict/index.ts';
import type { RoundReport } from '../../../src/domain/runner/index.ts';
import { parseTrace, type Trace, type Workload } from '../../../src/domain/workload/index.ts';
import { fakeTransport } from '../fake-transport.ts';
import { runnerOn, spec, towards } from '../guests.ts';
import { hooklab, mib, scenario } from './scenarios.ts';

interface Move {
  readonly memoryMiB: number;
  readonly workload: Workload;
  readonly limits: Scenario['limits'];
  /** How long the guest has run when it is sent away. */
  readonly ranMs: number;
  readonly how: 'auto-converge' | 'postcopy-after-precopy' | 'plain';
}

const anyPattern = fc.constantFrom('sequential' as const, 'random' as const);
const anyRegion = fc.record({
  pattern: anyPattern,
  pagesPerSecond: fc.integer({ min: 1, max: 3000 }),
  startMiB: fc.nat(2),
  sizeMiB: fc.integer({ min: 1, max: 2 }),
});
const anyTrace: fc.Arbitrary<Trace> = fc
  .array(fc.tuple(fc.nat(80), fc.nat(1023)), { minLength: 1, maxLength: 40 })
  .map((writes) => ({ periodMs: 90, writes: writes.sort(([a], [b]) => a - b) }));

const anyMove: fc.Arbitrary<Move> = fc.record({
  memoryMiB: fc.constant(4),
  workload: fc.record(
    {
      pattern: fc.constantFrom('idle', 'sequential', 'random'),
      pagesPerSecond: fc.integer({ min: 1, max: 6000 }),
      workingSetMiB: fc.integer({ min: 1, max: 4 }),
      fillMiB: fc.nat(4),
      seed: fc.nat(2 ** 32 - 100),
      regions: fc.array(anyRegion, { maxLength: 2 }),
      trace: anyTrace,
    },
    { requiredKeys: ['pattern', 'pagesPerSecond', 'workingSetMiB', 'fillMiB', 'seed'] },
  ),
  limits: fc.record({
    bytesPerSecond: fc.oneof(fc.constant(Infinity), fc.integer({ min: 200_000, max: 32 * 2 ** 20 })),
    downtimeMs: fc.constantFrom(0, 1, 30, 300, 2000),
  }),
  ranMs: fc.nat(3000),
  how: fc.constantFrom('auto-converge', 'postcopy-after-precopy', 'plain'),
});

const givenUpMs = 4000;

function predicted({ memoryMiB, workload, limits, ranMs, how }: Move): Prediction {
  const { pattern, workingSetMiB, pagesPerSecond, fillMiB, seed, trace } = workload;
  const own = pattern === 'idle' ? [] : [{ pattern, pages: workingSetMiB * mib, pagesPerSecond, firstPage: 0 }];
  const more = (workload.regions ?? []).map(({ startMiB, sizeMiB, ...region }) => ({
    ...region,
    pages: sizeMiB * mib,
    firstPage: startMiB * mib,
  }));
  const times = { ranUs: ranMs * 1000, withinMs: givenUpMs };
  const guest = { pages: memoryMiB * mib, nonZeroPages: fillMiB * mib, regions: [...own, ...more], trace, seed };
  const capabilities = new Set<Capability>(how === 'plain' ? [] : [how]);
  return predict(scenario({ ...guest, ...times, limits, capabilities, constants: hooklab }));
}

/** Moves a real guest, byte for byte, over a link that needs no time, in virtual time. */
async function moved({ memoryMiB, workload, limits, ranMs, how }: Move, converges: boolean) {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await clock.runUntil(runner.start(spec(workload, memoryMiB)));
  await guest.resume();
  await clock.advance(ranMs);
  const rounds: RoundReport[] = [];
  const asked = { bandwidthBytesPerSecond: limits.bytesPerSecond, downtimeLimitMs: limits.downtimeMs };
  const ways = { autoConverge: how === 'auto-converge', postcopy: how === 'postcopy-after-precopy' };
  const onRound = (report: RoundReport) => {
    rounds.push(report);
    // What virsh does when it hears that the second pass begins.
    if (ways.postcopy && report.round === 1) outgoing.startPostcopy();
  };
  const { outgoing } = await clock.runUntil(towards(runner, guest, { ...asked, ...ways, onRound }));
  const copied = outgoing.copy();
  if (!converges) {
    copied.catch(() => {});
    await clock.advance(givenUpMs);
    outgoing.abort();
    return { rounds, stats: undefined };
  }
  const ended = await clock.runUntil(copied);
  await guest.pause();
  if (ended === 'post-copy') {
    await clock.runUntil(outgoing.handOver());
    await clock.runUntil(outgoing.fill());
  } else await clock.runUntil(outgoing.complete());
  return { rounds, stats: outgoing.stats() };
}

const reported = ({ rounds }: Prediction) =>
  rounds.map(({ round, pages, bytes, remaining }) => ({ round, pages, bytes, remaining }));

test('a real transfer and its prediction have the same rounds, bytes, and times', async () => {
  const run = fc.asyncProperty(anyMove, async (move) => {
    const prediction = predicted(move);
    const { rounds, stats } = await moved(move, prediction.converges);
    const whole = reported(prediction).slice(0, prediction.converges ? undefined : -1);
    expect(rounds.map(({ round, pages, bytes, remaining }) => ({ round, pages, bytes, remaining }))).toEqual(whole);
    if (!stats) return;
    const { 'cpu-throttle-percentage': throttle = 0, ...same } = stats;
    expect(prediction.stats).toEqual(same);
    expect(prediction.throttlePercent).toBe(throttle);
  });
  await fc.assert(run, { numRuns: 50 });
});

test('a trace as text is what a guest plays back', () => {
  expect(parseTrace('0:7 2.5:9+2 80:0', 90)).toEqual({
    periodMs: 90,
    writes: [
      [0, 7],
      [2.5, 9],
      [2.5, 10],
      [80, 0],
    ],
  });
});
