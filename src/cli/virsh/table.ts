import { displayWidth } from './display-width.ts';

/** A table in virsh's layout (vsh-table.c): columns as wide as their widest cell, no line under the last row. */
export function formatTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { quiet = false } = {},
): string {
  const cells = (quiet ? rows : [header, ...rows]).map((row) => row.map(printable));
  const widths = header.map((_, column) => Math.max(0, ...cells.map((row) => widthOf(row[column] ?? ''))));
  const lines = cells.map((row) => line(row, widths));
  if (!quiet) lines.splice(1, 0, '-'.repeat(widths.reduce((sum, width) => sum + width + 3, 0)));
  return lines.map((text) => `${text}\n`).join('');
}

function line(row: readonly string[], widths: readonly number[]): string {
  const padded = row.map((cell, i) =>
    i === row.length - 1 ? cell : cell + ' '.repeat((widths[i] ?? 0) - widthOf(cell) + 2),
  );
  return padded.map((cell) => ` ${cell}`).join('');
}

const widthOf = (text: string): number => [...text].reduce((sum, character) => sum + displayWidth(character), 0);

/** What cannot be printed becomes `\xNN`, byte by byte, and so does a backslash that looks like the start of one. */
const printable = (text: string): string => text.replace(/\\(?=x)|[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, escaped);

const escaped = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join('');
