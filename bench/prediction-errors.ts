import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { measuredRows } from '../src/cli/predict/measured-rows.ts';
import { compare, errorsOf } from '../src/domain/predict/index.ts';
import type { Goal, Row } from './row.ts';

/** Migrations of a real QEMU, beside the project's tests; a copy of the package has none. */
const table = resolve('test/fixtures/qemu-precopy.csv');

/** How far predictions are from what real migrations took, given the place of their writer. */
export function predictionErrorRows(): readonly Row[] {
  if (!existsSync(table)) return [];
  const rated = measuredRows(readFileSync(table, 'utf8')).filter((row) => row.rated);
  const { total, bytes, rounds, wrongVerdicts } = errorsOf(rated.map(compare));
  const percent = (what: string, share: number, goal: Omit<Goal, 'of'>): Row => ({
    what: `${rated.length} rated migrations of a real QEMU: ${what}`,
    value: share * 100,
    unit: '%',
    goal: { of: 'value', ...goal },
  });
  return [
    percent('total time, median error', total.median, { most: 1 }),
    percent('total time, 90th percentile', total.p90, { most: 4 }),
    percent('bytes, median error', bytes.median, { most: 1 }),
    percent('bytes, 90th percentile', bytes.p90, { most: 4 }),
    percent('rounds within one', rounds.withinOne, { least: 97 }),
    percent('"does it converge" right', 1 - wrongVerdicts.length / rated.length, { least: 100 }),
  ];
}
