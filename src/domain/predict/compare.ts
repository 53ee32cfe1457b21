import type { MeasuredRow } from './measured-row.ts';
import { type Prediction, predict } from './predict.ts';

/** A real migration beside its prediction. */
export interface Comparison {
  readonly row: MeasuredRow;
  readonly prediction: Prediction;
  /** Relative errors, signed; absent for a migration that was cut off, whose length says nothing. */
  readonly total: number | undefined;
  readonly bytes: number | undefined;
  /** Milliseconds too long. */
  readonly downtimeMs: number | undefined;
  /** Syncs too many. */
  readonly rounds: number;
  readonly verdictRight: boolean;
}

/** Predicts what a row measured. */
export function compare(row: MeasuredRow): Comparison {
  const prediction = predict(row.scenario);
  const { stats, converges } = prediction;
  const ended = row.converged && converges;
  return {
    row,
    prediction,
    total: ended ? stats['total-time'] / row.totalMs - 1 : undefined,
    bytes: ended ? stats.transferred / row.transferred - 1 : undefined,
    downtimeMs: ended && row.downtimeMs !== undefined ? stats.downtime - row.downtimeMs : undefined,
    rounds: stats['dirty-sync-count'] - row.syncs,
    verdictRight: row.converged === converges,
  };
}
