import { type Comparison, type Errors, errorsOf } from '../../domain/predict/index.ts';
import { formatTable } from '../virsh/table.ts';
import { percent } from './units.ts';

const header = [
  'Group',
  'Rows',
  'Total',
  '90 %',
  'Bytes',
  '90 %',
  'Downtime',
  '90 %',
  'Rounds',
  'Within 1',
  'Verdicts',
];

/** Error tables: the rated rows by group and together, then the others. */
export function checkText(comparisons: readonly Comparison[]): string {
  const rated = comparisons.filter(({ row }) => row.rated);
  const others = comparisons.filter(({ row }) => !row.rated);
  const title = `${rated.length} of ${comparisons.length} rows are rated.`;
  const legend =
    'Errors: the median, and what nine of ten rows stay below, of migrations that ended; rounds and verdicts of all.';
  return [
    `${title} ${legend}\n`,
    table('Rated rows', rated),
    ...(others.length > 0 ? [table('Other rows, ruled by the machine they were measured on', others)] : []),
    ...wrongVerdicts(rated),
  ].join('\n');
}

function table(title: string, comparisons: readonly Comparison[]): string {
  const groups = [...new Set(comparisons.map(({ row }) => row.group))];
  const rows = groups.map((group) => [group, comparisons.filter(({ row }) => row.group === group)] as const);
  const cells = [...rows, ['all', comparisons] as const].map(([name, some]) => cellsOf(name, errorsOf(some)));
  return `${title}:\n${formatTable(header, cells)}`;
}

const cellsOf = (name: string, { rows, total, bytes, downtimeMs, rounds, wrongVerdicts }: Errors): string[] => [
  name,
  `${rows}`,
  percent(total.median),
  percent(total.p90),
  percent(bytes.median),
  percent(bytes.p90),
  ms(downtimeMs.median),
  ms(downtimeMs.p90),
  percent(rounds.exact),
  percent(rounds.withinOne),
  wrongVerdicts.length === 0 ? 'all right' : `${wrongVerdicts.length} wrong`,
];

const ms = (value: number) => (Number.isFinite(value) ? `${Math.round(value)} ms` : '-');

function wrongVerdicts(rated: readonly Comparison[]): readonly string[] {
  const { wrongVerdicts: ids } = errorsOf(rated);
  return ids.length === 0 ? [] : [`Whether they converge was told wrongly of rows ${ids.join(', ')}.\n`];
}
