import type { Entry } from '../../journal/index.ts';
import { cut, type Line, layOut, paint, widthOf } from './line.ts';
import type { Moment } from './moment.ts';

/** Columns of the time. */
const margin = 8;

/** What every line of a page is laid out by. */
export interface Sheet {
  readonly hosts: readonly string[];
  /** Columns of a lane. */
  readonly lane: number;
  readonly color: boolean;
  readonly start: number;
  /** Of a second. */
  readonly decimals: number;
}

interface Page {
  readonly hosts: readonly string[];
  readonly width: number;
  readonly color: boolean;
  readonly entries: readonly Entry[];
}

export function sheetOf({ hosts, width, color, entries }: Page): Sheet {
  const lane = Math.floor((width - margin - 3 * hosts.length) / hosts.length);
  const start = entries[0]?.at ?? 0;
  // Hours leave no room for milliseconds.
  const decimals = (entries.at(-1)?.at ?? start) - start < 1_000_000 ? 3 : 1;
  return { hosts, lane, color, start, decimals };
}

/** The hosts' names above their lanes. */
export function head({ hosts, lane, color }: Sheet): readonly string[] {
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

/** A moment's lines, in the lane of its host. */
export function rowsOf({ at, host, lines, crosses }: Moment, sheet: Sheet): readonly string[] {
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
