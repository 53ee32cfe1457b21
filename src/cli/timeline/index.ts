import type { Audit, Entry } from '../../journal/index.ts';
import { closing } from './closing.ts';
import { cut, type Line, layOut, paint, widthOf, wrap } from './line.ts';
import type { Moment } from './moment.ts';
import { momentsOf } from './moments.ts';

export interface TimelineOptions {
  /** Columns; 100 by default, at least 60. */
  readonly width?: number;
  readonly color: boolean;
  readonly title?: string;
  /** The host of the left lane. */
  readonly source: string;
  /** The host of the right lane; without one there is a single lane. */
  readonly destination?: string;
  /** What the closing sentence tells; without one there is none. */
  readonly audit?: Audit;
}

/**
 * Merged journals as a slide: one lane for each host, time going down, and a closing sentence. Entries of other hosts
 * are left out. Ends with a newline.
 */
export function renderTimeline(entries: readonly Entry[], options: TimelineOptions): string {
  const { color, title, audit } = options;
  const hosts = options.destination === undefined ? [options.source] : [options.source, options.destination];
  const width = Math.max(60, options.width ?? 100);
  const lane = Math.floor((width - margin - 3 * hosts.length) / hosts.length);
  const shown = entries.filter(({ host }) => hosts.includes(host));
  const moments = momentsOf(shown, lane);
  const start = shown[0]?.at ?? 0;
  const decimals = (moments.at(-1)?.at ?? start) - start < 1_000_000 ? 3 : 1;
  const rows = moments.flatMap((moment) => rowsOf(moment, { hosts, lane, color, start, decimals }));
  const end = audit
    ? wrap(closing(audit, shown), width).map((text) => paint({ text, style: styleOf(audit) }, color))
    : [];
  const heading = title ? wrap(title, width).map((text) => paint({ text, style: 'bold' }, color)) : [];
  return [...heading, ...(heading.length > 0 ? [''] : []), ...head(hosts, lane, color), ...rows, '', ...end, '']
    .map((line) => line.trimEnd())
    .join('\n')
    .replace(/\n+$/, '\n');
}

/** Columns of the time. */
const margin = 8;

interface Sheet {
  readonly hosts: readonly string[];
  /** Columns of a lane. */
  readonly lane: number;
  readonly color: boolean;
  readonly start: number;
  /** Of a second. */
  readonly decimals: number;
}

function head(hosts: readonly string[], lane: number, color: boolean): readonly string[] {
  const names = hosts.map((host) => {
    const name = cut(host, lane);
    return `${paint({ text: name, style: 'bold' }, color)}${' '.repeat(lane - widthOf(name))}`;
  });
  return [
    `${'seconds'.padStart(margin - 1)} ${bar(names)}`,
    '\u2500'.repeat(margin) + hosts.map(() => `\u253c${'\u2500'.repeat(lane + 2)}`).join(''),
  ];
}

const bar = (cells: readonly string[]) => cells.map((cell) => `\u2502 ${cell} `).join('');

function rowsOf({ at, host, lines, crosses }: Moment, sheet: Sheet): readonly string[] {
  const own = sheet.hosts.indexOf(host);
  return lines.map((line, i) => {
    const time = i === 0 ? ((at - sheet.start) / 1000).toFixed(sheet.decimals) : '';
    const arrow = crosses && i === lines.length - 1 && sheet.hosts.length > 1;
    const cells = sheet.hosts.map((_, at) => cellOf(at === own ? line : { pieces: [] }, sheet));
    return `${paint({ text: time.padStart(margin - 1), style: 'dim' }, sheet.color)} ${arrow ? crossing(line, own, sheet) : bar(cells)}`;
  });
}

const cellOf = (line: Line, { lane, color }: Sheet) => layOut(line, lane, ' ', color);

/** The guest's memory on its way from one lane to the other. */
function crossing(line: Line, own: number, { lane, color }: Sheet): string {
  const from = own === 0;
  const tail = from ? { pieces: [...line.pieces, { text: ' ' }] } : line;
  const cell = from ? layOut(tail, lane, '\u2500', color) : layOut(tail, lane, ' ', color);
  const head = from ? '\u2500\u25b6' : `\u25c0\u2500`;
  const far = layOut({ pieces: from ? [{ text: head }] : [], ...(!from && { end: { text: head } }) }, lane, ' ', color);
  return from ? `\u2502 ${cell}\u2500\u253c\u2500${far} ` : `\u2502 ${far}\u2500\u253c\u2500${cell} `;
}

function styleOf({ ok, outcome }: Audit) {
  if (!ok) return 'red';
  return outcome === 'migrated' || outcome === 'done' ? 'green' : 'yellow';
}
