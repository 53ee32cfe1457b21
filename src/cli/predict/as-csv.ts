import type { Round } from '../../domain/predict/index.ts';

const columns = ['round', 'startMs', 'endMs', 'pages', 'bytes', 'dirtied', 'remaining', 'threshold'] as const;

/** A row for each round. Times are milliseconds, `dirtied` counts pages, sizes are bytes. */
export const asCsv = (rounds: readonly Round[]): string =>
  csvText(
    columns.map(underscored),
    rounds.map((round) => columns.map((name) => Math.round(round[name] * 1000) / 1000)),
  );

/** Header and rows as comma separated values (RFC 4180), with plain line ends. */
export const csvText = (header: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [header, ...rows].map((row) => `${row.map(quoted).join(',')}\n`).join('');

const quoted = (cell: string | number) =>
  /[",\r\n]/.test(`${cell}`) ? `"${`${cell}`.replaceAll('"', '""')}"` : `${cell}`;
const underscored = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
