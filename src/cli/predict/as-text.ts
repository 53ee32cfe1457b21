import { pageBytes } from '../../domain/memory/index.ts';
import type { Prediction, Range, Region, Round, Scenario, Spread } from '../../domain/predict/index.ts';
import { formatTable } from '../virsh/table.ts';
import { duration, pages, size } from './units.ts';

/** A prediction with everything that a renderer may show. */
export interface Told {
  readonly scenario: Scenario;
  readonly prediction: Prediction;
  /** Of other places of the writer; absent when they would make no difference. */
  readonly range: Range | undefined;
}

/** A few lines and a table of the rounds. */
export const asText = ({ scenario, prediction, range }: Told): string =>
  [
    row('Guest', guestText(scenario)),
    row('Limits', limitsText(scenario)),
    row('Outcome', outcomeText(prediction)),
    row('Sent', sentText(prediction)),
    ...(range ? rangeRows(range) : []),
    '\n',
    roundsTable(prediction.rounds),
  ].join('');

const row = (name: string, text: string) => `${name.padEnd(10)}${text}\n`;

function guestText({ pages: all, nonZeroPages, regions, trace }: Scenario): string {
  const traced = trace ? [`${trace.writes.length} writes recorded over ${duration(trace.periodMs)}`] : [];
  const written = [...regions.map(regionText), ...traced].join('; ') || 'idle';
  return `${pages(all)}, ${pages(nonZeroPages)} of it not zero; ${written}`;
}

const regionText = ({ pages: count, pagesPerSecond, pattern }: Region) =>
  `${pages(count)} written at ${Math.round(pagesPerSecond)} pages/s (${size(pagesPerSecond * pageBytes)}/s, ${pattern})`;

function limitsText({ limits, linkBytesPerMs, latencyMs, capabilities }: Scenario): string {
  const bandwidth = limits.bytesPerSecond === Infinity ? 'no bandwidth limit' : `${size(limits.bytesPerSecond)}/s`;
  const link = linkBytesPerMs === Infinity ? 'no link between the guests' : `link of ${linkBytesPerMs / 125} Mbit/s`;
  const latency = latencyMs > 0 ? [`latency ${latencyMs} ms`] : [];
  return [bandwidth, `downtime ${limits.downtimeMs} ms`, link, ...latency, ...capabilities].join(', ');
}

const outcomeText = ({ converges, stats, throttlePercent }: Prediction) =>
  [
    converges
      ? `converges: ${duration(stats['total-time'])} in all, the guest stands still for ${duration(stats.downtime)}`
      : `does not converge within ${duration(stats['total-time'])}`,
    ...(stats['postcopy-bytes'] > 0 ? [`${size(stats['postcopy-bytes'])} of it after post-copy had begun`] : []),
    ...(throttlePercent > 0 ? [`guest throttled by ${throttlePercent} %`] : []),
  ].join(', ');

const sentText = ({ stats }: Prediction) =>
  `${size(stats.transferred)} in ${stats['dirty-sync-count']} rounds: ${stats.normal} pages, ${stats.duplicate} zero pages`;

function rangeRows({ seeds, converging, totalMs, downtimeMs, transferred, syncs }: Range): readonly string[] {
  const told = (spread: Spread, unit: (value: number) => string) =>
    `${unit(spread.least)} to ${unit(spread.most)} (median ${unit(spread.median)})`;
  const first = `with ${seeds} places of the writer ${converging} converge`;
  if (converging === 0) return [row('Range', first)];
  return [
    row('Range', `${first}: ${told(totalMs, duration)} in all,`),
    row('', `downtime ${told(downtimeMs, duration)}, ${told(transferred, size)}, rounds ${told(syncs, String)}`),
  ];
}

/** A long way is told by its first and last rounds. */
const mostRows = { first: 30, last: 10 } as const;

function roundsTable(rounds: readonly Round[]): string {
  const header = ['Round', 'Begins', 'Takes', 'Pages', 'Sent', 'Dirtied', 'Left', 'Threshold'];
  const left = rounds.length > mostRows.first + mostRows.last ? rounds.length - mostRows.first - mostRows.last : 0;
  const cells = rounds.map(roundCells);
  if (left > 0) cells.splice(mostRows.first, left, ['...', `${left} rounds left out`, '', '', '', '', '', '']);
  return formatTable(header, cells);
}

const roundCells = ({ round, startMs, endMs, ...rest }: Round): string[] => [
  `${round}`,
  duration(startMs),
  duration(endMs - startMs),
  `${rest.pages}`,
  size(rest.bytes),
  pages(rest.dirtied),
  size(rest.remaining),
  size(rest.threshold),
];
