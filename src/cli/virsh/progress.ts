import type { Profile } from '../../protocol/profiles/index.ts';

/** How much of a job is done. */
export interface Progress {
  readonly remaining: number;
  readonly total: number;
}

const forms: Readonly<Record<Profile['progress'], { last: number; format: (percent: number) => string }>> = {
  percent: { last: 99, format: (percent) => String(Math.trunc(percent)).padStart(3) },
  // Cut, not rounded: 99.996 must not show as 100.00.
  'two decimals': { last: 99.99, format: (percent) => (Math.trunc(percent * 100) / 100).toFixed(2).padStart(5) },
};

/**
 * virsh's progress line, which overwrites the one before (virshPrintJobProgress; recording 3g-ctrl-c-tty-direct). Never
 * 100 before the end.
 */
export function progressLine(label: string, { remaining, total }: Progress, form: Profile['progress']): string {
  const { last, format } = forms[form];
  const percent = remaining === 0 ? 100 : Math.min(last, 100 - (remaining * 100) / total);
  return `\r${label}: [${format(percent)} %]`;
}
