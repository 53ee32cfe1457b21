import { performance } from 'node:perf_hooks';
import { giveUpMs, measured, predict, type Region, type Scenario } from '../src/domain/predict/index.ts';

/** How long a prediction took, in milliseconds; `goal` is what it should stay below. */
export interface PredictionTime {
  readonly name: string;
  readonly goal: number;
  /** The first in this process, while nothing is compiled yet, if it was the first. */
  readonly first: number;
  readonly median: number;
}

const gib = 262_144;
/** Pages a second that 128 MiB/s carry. */
const bandwidthPages = 32_768;

const guests: readonly { readonly name: string; readonly goal: number; readonly scenario: Scenario }[] = [
  { name: 'idle, 1 TiB of zeros', goal: 20, scenario: guest(1024 * gib, 0) },
  { name: 'idle, 1 TiB with content', goal: 20, scenario: guest(1024 * gib, 1024 * gib) },
  {
    name: 'idle, 1 TiB with content, 10 Gbit/s and no limit',
    goal: 20,
    scenario: onLink(guest(1024 * gib, 1024 * gib)),
  },
  ...(['sequential', 'random'] as const).flatMap((pattern) =>
    [0.25, 0.6, 0.9, 1.5].map((share) => ({
      name: `64 GiB working set, ${pattern}, ${share} of the bandwidth`,
      goal: 1000,
      scenario: guest(64 * gib, 64 * gib, [{ pattern, pages: 64 * gib, pagesPerSecond: share * bandwidthPages }]),
    })),
  ),
];

function guest(pages: number, nonZeroPages: number, regions: readonly Region[] = []): Scenario {
  const scenario = {
    pages,
    nonZeroPages,
    regions,
    ranUs: 0,
    seed: 1,
    limits: { bytesPerSecond: 128 * 2 ** 20, downtimeMs: 300 },
    linkBytesPerMs: Infinity,
    latencyMs: 0,
    capabilities: new Set<never>(),
    constants: measured,
  };
  return { ...scenario, withinMs: giveUpMs(scenario) };
}

function onLink(scenario: Scenario): Scenario {
  return { ...scenario, limits: { ...scenario.limits, bytesPerSecond: Infinity }, linkBytesPerMs: 1_250_000 };
}

/** Predicts each of some very large guests `times` times. */
export const measurePredictions = (times = 9): readonly PredictionTime[] =>
  guests.map(({ name, goal, scenario }) => {
    const taken = Array.from({ length: times }, () => timed(() => predict(scenario)));
    const sorted = [...taken].sort((a, b) => a - b);
    return { name, goal, first: taken[0] ?? Number.NaN, median: sorted[Math.floor(times / 2)] ?? Number.NaN };
  });

function timed(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}
