import type { JobReport } from '../../protocol/messages.ts';

type Stats = JobReport['stats'];
type Format = (value: number) => string;
/** A line of the report: printed when its figure is there. */
type Line = readonly [label: string, key: string, format: Format];

const plain: Format = (value) => String(value).padEnd(12);
const ms: Format = (value) => `${plain(value)} ms`;
/** `%.3lf UNIT` in powers of 1024 (vshPrettyCapacity). */
export const size: Format = (value) => {
  const step = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(value) / 10));
  return `${(value / 1024 ** step).toFixed(3)} ${units[step]}`;
};
const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;
const rate: Format = (value) => `${size(value)}/s`;
const wide: Format = (value) => String(value).padEnd(13);

/** What is only known for the moved data as a whole: left out together when it is all zero. */
const amounts = (label: string, key: string): readonly Line[] => [
  [`${label} processed:`, `${key}_processed`, size],
  [`${label} remaining:`, `${key}_remaining`, size],
  [`${label} total:`, `${key}_total`, size],
];
const memoryDetails: readonly Line[] = [
  ['Memory bandwidth:', 'memory_bps', rate],
  ['Dirty rate:', 'memory_dirty_rate', (value) => `${plain(value)} pages/s`],
  ['Page size:', 'memory_page_size', (value) => `${plain(value)} bytes`],
  ['Iteration:', 'memory_iteration', plain],
  ['Postcopy requests:', 'memory_postcopy_requests', plain],
];
const fileDetails: readonly Line[] = [['File bandwidth:', 'disk_bps', rate]];
const details = (isCompleted: boolean): readonly Line[] => [
  ['Constant pages:', 'memory_constant', plain],
  ['Normal pages:', 'memory_normal', plain],
  ['Normal data:', 'memory_normal_bytes', size],
  [isCompleted ? 'Total downtime:' : 'Expected downtime:', 'downtime', ms],
  ['Downtime w/o network:', 'downtime_net', ms],
  ['Setup time:', 'setup_time', ms],
  ['Compression cache:', 'compression_cache', size],
  ['Compressed data:', 'compression_bytes', size],
  ['Compressed pages:', 'compression_pages', wide],
  ['Compression cache misses:', 'compression_cache_misses', wide],
  ['Compression overflows:', 'compression_overflow', wide],
  ['Auto converge throttle:', 'auto_converge_throttle', wide],
];

/** virsh's report of a job (cmdDomjobinfo, facts E; recordings 3g-kill-virsh-direct, 3i-libvirtd-B-KILL-direct). */
export function jobText({ type, operation, stats }: JobReport): string {
  const first = row('Job type:', type.padEnd(12));
  if (type === 'None') return first;
  const head = first + row('Operation:', operation.padEnd(12));
  if (!['Bounded', 'Unbounded', 'Completed'].includes(type)) return head;
  const times: readonly Line[] = [
    ['Time elapsed w/o network:', 'time_elapsed_net', ms],
    ...(type === 'Bounded' ? ([['Time remaining:', 'time_remaining', ms]] as const) : []),
  ];
  const elapsed = row('Time elapsed:', ms(stats.time_elapsed ?? 0));
  const moved = group('Data', 'data', [], stats) + group('Memory', 'memory', memoryDetails, stats);
  return (
    head +
    elapsed +
    rows(times, stats) +
    moved +
    group('File', 'disk', fileDetails, stats) +
    rows(details(type === 'Completed'), stats)
  );
}

function group(label: string, key: string, more: readonly Line[], stats: Stats): string {
  const lines = amounts(label, key);
  if (lines.every(([, name]) => !stats[name])) return '';
  const shown = more.filter(([, name]) => !name.endsWith('_bps') || stats[name]);
  return rows(lines, { ...Object.fromEntries(lines.map(([, name]) => [name, 0])), ...stats }) + rows(shown, stats);
}

const rows = (lines: readonly Line[], stats: Stats): string =>
  lines.flatMap(([label, key, format]) => (stats[key] === undefined ? [] : [row(label, format(stats[key]))])).join('');

const row = (label: string, value: string): string => `${label.padEnd(17)} ${value}\n`;
