import { measurePredictions } from './predict.ts';
import { predictionErrorRows } from './prediction-errors.ts';
import type { Row } from './row.ts';

/** Predictions of very large guests, and of guests that were measured. */
export async function predictionRows(turns: number): Promise<readonly Row[]> {
  const times = measurePredictions(turns).map(
    ({ name, goal, first, median }): Row => ({
      what: `predicting: ${name}`,
      value: median,
      unit: 'ms',
      goal: { of: 'value', most: goal },
      note: `the first took ${first.toFixed(1)} ms`,
    }),
  );
  return [...times, ...predictionErrorRows()];
}
