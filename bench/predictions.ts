import { measurePredictions } from './predict.ts';
import type { Row } from './row.ts';

/** Predictions of very large guests. */
export async function predictionRows(turns: number): Promise<readonly Row[]> {
  return measurePredictions(turns).map(({ name, goal, first, median }) => ({
    what: `predicting: ${name}`,
    value: median,
    unit: 'ms',
    goal: { of: 'value', most: goal },
    note: `the first took ${first.toFixed(1)} ms`,
  }));
}
