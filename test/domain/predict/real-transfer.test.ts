import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../../src/clock/index.ts';
import { type Prediction, predict, type Scenario } from '../../../src/domain/predict/index.ts';
import type { RoundReport } from '../../../src/domain/runner/index.ts';
import type { Workload } from '../../../src/domain/workload/index.ts';
import { fakeTransport } from '../fake-transport.ts';
import { runnerOn, spec, towards } from '../guests.ts';
import { hooklab, mib, scenario } from './scenarios.ts';

interface Move {
  readonly memoryMiB: number;
  readonly workload: Workload;
  readonly limits: Scenario['limits'];
  /** How long the guest has run when it is sent away. */
  readonly ranMs: number;
}

const anyMove: fc.Arbitrary<Move> = fc.record({
  memoryMiB: fc.constant(4),
  workload: fc.record({
    pattern: fc.constantFrom('idle', 'sequential', 'random'),
    pagesPerSecond: fc.integer({ min: 1, max: 6000 }),
    workingSetMiB: fc.integer({ min: 1, max: 4 }),
    fillMiB: fc.nat(4),
    seed: fc.nat(),
  }),
  limits: fc.record({
    bytesPerSecond: fc.oneof(fc.constant(Infinity), fc.integer({ min: 200_000, max: 32 * 2 ** 20 })),
    downtimeMs: fc.constantFrom(0, 1, 30, 300, 2000),
  }),
  ranMs: fc.nat(3000),
});

const givenUpMs = 4000;

function predicted({ memoryMiB, workload, limits, ranMs }: Move): Prediction {
  const { pattern, workingSetMiB, pagesPerSecond, fillMiB, seed } = workload;
  const regions = pattern === 'idle' ? [] : [{ pattern, pages: workingSetMiB * mib, pagesPerSecond }];
  const times = { ranUs: ranMs * 1000, withinMs: givenUpMs };
  const guest = { pages: memoryMiB * mib, nonZeroPages: fillMiB * mib, regions, seed };
  return predict(scenario({ ...guest, ...times, limits, constants: hooklab }));
}

/** Moves a real guest, byte for byte, over a link that needs no time, in virtual time. */
async function moved({ memoryMiB, workload, limits, ranMs }: Move, converges: boolean) {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await clock.runUntil(runner.start(spec(workload, memoryMiB)));
  guest.resume();
  await clock.advance(ranMs);
  const rounds: RoundReport[] = [];
  const asked = { bandwidthBytesPerSecond: limits.bytesPerSecond, downtimeLimitMs: limits.downtimeMs };
  const onRound = (report: RoundReport) => void rounds.push(report);
  const { outgoing } = await clock.runUntil(towards(runner, guest, { ...asked, onRound }));
  const copied = outgoing.copy();
  if (!converges) {
    copied.catch(() => {});
    await clock.advance(givenUpMs);
    outgoing.abort();
    return { rounds, stats: undefined };
  }
  await clock.runUntil(copied);
  await guest.pause();
  await clock.runUntil(outgoing.complete());
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
    if (stats) expect(prediction.stats).toEqual(stats);
  });
  await fc.assert(run, { numRuns: 40 });
});
