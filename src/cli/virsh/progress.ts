/**
 * virsh's progress line, which overwrites the one before (virshPrintJobProgress; recording 3g-ctrl-c-tty-direct). Never
 * 100 before the end.
 */
export function progressLine(label: string, { remaining, total }: { remaining: number; total: number }): string {
  const percent = remaining === 0 ? 100 : Math.min(99, Math.trunc(100 - (remaining * 100) / total));
  return `\r${label}: [${String(percent).padStart(3)} %]`;
}
