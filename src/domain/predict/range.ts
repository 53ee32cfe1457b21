import { pageBytes } from '../memory/index.ts';
import { type Prediction, predict } from './predict.ts';
import type { Scenario } from './scenario.ts';

/** What came of the same migration with other places of the writer. */
export interface Range {
  readonly seeds: number;
  /** How many of them converged; the figures are theirs. */
  readonly converging: number;
  readonly totalMs: Spread;
  readonly downtimeMs: Spread;
  readonly transferred: Spread;
  readonly syncs: Spread;
}

/** Least, middle and most; NaN when there was none. */
export interface Spread {
  readonly least: number;
  readonly median: number;
  readonly most: number;
}

/** Predicts with this many seeds, from the scenario's on. */
export function predictRange(scenario: Scenario, seeds: number): Range {
  const all = Array.from({ length: seeds }, (_, index) =>
    predict({ ...scenario, seed: (scenario.seed + index) % 2 ** 32 }),
  );
  const converging = all.filter(({ converges }) => converges);
  const spread = (of: keyof Prediction['stats']) => spreadOf(converging.map(({ stats }) => stats[of]));
  return {
    seeds,
    converging: converging.length,
    totalMs: spread('total-time'),
    downtimeMs: spread('downtime'),
    transferred: spread('transferred'),
    syncs: spread('dirty-sync-count'),
  };
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.ceil(share * (sorted.length - 1))] ?? Number.NaN;
  return { least: at(0), median: at(0.5), most: at(1) };
}

/** Bytes written a second as a share of what may be sent; where it is near 1, the writer's place decides. */
export function pressure({ regions, limits, linkBytesPerMs, constants }: Scenario): number {
  const written = regions.reduce((sum, { pagesPerSecond }) => sum + pagesPerSecond * pageBytes, 0);
  return (
    written /
    Math.min(limits.bytesPerSecond, linkBytesPerMs * 1000 * constants.linkShare, (pageBytes / constants.pageMs) * 1000)
  );
}

/** Whether the writer's place may decide whether, and how fast, this one converges (model.md, section 0.5). */
export const hangsOnPlace = (scenario: Scenario): boolean => pressure(scenario) >= 0.8 && pressure(scenario) <= 1.2;
