import { isMet, type Row } from './row.ts';

const digits = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** A row on one or two lines: the figure, what stands beside it, and the goal. */
export function rowText(row: Row): string {
  const { what, value, unit, beside, note } = row;
  const figure = `${digits(value)} ${unit}`;
  const other = beside ? `${digits(beside.ratio)} x ${beside.what} (${digits(beside.value)} ${unit})` : '';
  const lines = [`${what.padEnd(84)} ${figure.padStart(12)}  ${other.padEnd(52)} ${goalText(row)}`.trimEnd()];
  if (note) lines.push(`  ${note}`);
  return `${lines.join('\n')}\n`;
}

function goalText(row: Row): string {
  const { goal, unit } = row;
  const met = isMet(row);
  if (!goal || met === undefined) return '';
  const of = goal.of === 'ratio' ? ' x' : ` ${unit}`;
  const bound = goal.least === undefined ? `at most ${goal.most}${of}` : `at least ${goal.least}${of}`;
  return `${met ? 'met' : 'APART'}: ${bound}`;
}
