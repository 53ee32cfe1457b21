/** One line of the table. A ratio is to a baseline measured in turn with it, in the same run. */
export interface Row {
  readonly what: string;
  /** The median, and what it counts; times are better small, speeds better large. */
  readonly value: number;
  readonly unit: 'ms' | 'MiB/s' | 'calls/s' | 'MiB' | '%';
  readonly beside?: { readonly what: string; readonly value: number; readonly ratio: number };
  readonly goal?: Goal;
  /** What a reader must know to judge the figure. */
  readonly note?: string;
}

/** What was aimed at, for the ratio or the value. */
export interface Goal {
  readonly of: 'ratio' | 'value';
  readonly least?: number;
  readonly most?: number;
}

export function isMet({ value, beside, goal }: Row): boolean | undefined {
  if (!goal) return undefined;
  const figure = goal.of === 'ratio' ? (beside?.ratio ?? Number.NaN) : value;
  return figure >= (goal.least ?? -Infinity) && figure <= (goal.most ?? Infinity);
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
};

/** Beside a baseline: medians, and the median of the ratios of each turn, which a busy machine disturbs least. */
export function beside(
  what: string,
  values: readonly number[],
  baseline: readonly number[],
): NonNullable<Row['beside']> {
  return {
    what,
    value: median(baseline),
    ratio: median(values.map((value, turn) => value / (baseline[turn] ?? Number.NaN))),
  };
}
