import type { Comparison } from './compare.ts';

/** How far predictions are from what was measured. */
export interface Errors {
  readonly rows: number;
  readonly total: Quantiles;
  readonly bytes: Quantiles;
  readonly downtimeMs: Quantiles;
  /** Shares of the rows. */
  readonly rounds: { readonly exact: number; readonly withinOne: number };
  /** Rows for which it was not told rightly whether they converge. */
  readonly wrongVerdicts: readonly string[];
}

/** Of the errors without their signs: half and nine tenths of the rows are no worse. NaN without any row. */
export interface Quantiles {
  readonly median: number;
  readonly p90: number;
}

export function errorsOf(comparisons: readonly Comparison[]): Errors {
  const share = (most: number) => comparisons.filter(({ rounds }) => Math.abs(rounds) <= most).length;
  return {
    rows: comparisons.length,
    total: quantiles(comparisons.map(({ total }) => total)),
    bytes: quantiles(comparisons.map(({ bytes }) => bytes)),
    downtimeMs: quantiles(comparisons.map(({ downtimeMs }) => downtimeMs)),
    rounds: { exact: share(0) / comparisons.length, withinOne: share(1) / comparisons.length },
    wrongVerdicts: comparisons.filter(({ verdictRight }) => !verdictRight).map(({ row }) => row.id),
  };
}

function quantiles(errors: readonly (number | undefined)[]): Quantiles {
  const sorted = errors.flatMap((error) => (error === undefined ? [] : [Math.abs(error)])).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { median: at(0.5), p90: at(0.9) };
}
