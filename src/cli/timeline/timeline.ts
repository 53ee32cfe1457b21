import type { Audit, Entry } from '../../journal/index.ts';
import { closing } from './closing.ts';
import { head, rowsOf, sheetOf } from './lanes.ts';
import { paint, type Style, wrap } from './line.ts';
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
  const { color, title, audit, source, destination } = options;
  const hosts = destination === undefined ? [source] : [source, destination];
  const width = Math.max(60, options.width ?? 100);
  const shown = entries.filter(({ host }) => hosts.includes(host));
  const sheet = sheetOf({ hosts, width, color, entries: shown });
  const prose = (text: string, style: Style) => wrap(text, width).map((line) => paint({ text: line, style }, color));
  const lines = [
    ...(title ? [...prose(title, 'bold'), ''] : []),
    ...head(sheet),
    ...momentsOf(shown, sheet.lane).flatMap((moment) => rowsOf(moment, sheet)),
    ...(audit ? ['', ...prose(closing(audit, shown), styleOf(audit))] : []),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function styleOf({ ok, outcome }: Audit): Style {
  if (!ok) return 'red';
  return outcome === 'migrated' || outcome === 'done' ? 'green' : 'yellow';
}
