import { type Comparison, type Errors, errorsOf } from '../../domain/predict/index.ts';
import { csvText } from './as-csv.ts';

/** The same as one JSON document: errors of the rated rows, of each group, and each row. Without a figure: null. */
export function checkJson(comparisons: readonly Comparison[]): string {
  const rated = comparisons.filter(({ row }) => row.rated);
  const groups = [...new Set(comparisons.map(({ row }) => row.group))];
  const byGroup = groups.map((group): [string, Errors] => [
    group,
    errorsOf(comparisons.filter(({ row }) => row.group === group)),
  ]);
  const document = { rated: errorsOf(rated), groups: Object.fromEntries(byGroup), rows: comparisons.map(rowData) };
  return `${JSON.stringify(document)}\n`;
}

/** A line for each row of the table: what was measured, predicted, and the errors. */
export function checkCsv(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(rowData);
  const header = Object.keys(rows[0] ?? {});
  return csvText(
    header,
    rows.map((row) => Object.values(row).map((value) => (value === null ? '' : `${value}`))),
  );
}

function rowData({ row, prediction, total, bytes, downtimeMs, rounds }: Comparison) {
  const { stats, converges } = prediction;
  return {
    id: row.id,
    group: row.group,
    rated: row.rated,
    converged: row.converged,
    converges,
    total_ms: row.totalMs,
    predicted_total_ms: stats['total-time'],
    total_error: total ?? null,
    transferred: row.transferred,
    predicted_transferred: stats.transferred,
    bytes_error: bytes ?? null,
    downtime_ms: row.downtimeMs ?? null,
    predicted_downtime_ms: stats.downtime,
    downtime_error_ms: downtimeMs ?? null,
    syncs: row.syncs,
    predicted_syncs: stats['dirty-sync-count'],
    syncs_error: rounds,
  };
}
