import { styleText } from 'node:util';
import { displayWidth } from '../virsh/display-width.ts';

/** A stretch of text in one style. */
export interface Piece {
  readonly text: string;
  readonly style?: Style;
}
export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

/** One line of a lane: text from its left edge and, where there is room, a short one at its right edge. */
export interface Line {
  readonly pieces: readonly Piece[];
  readonly end?: Piece;
}

/** Control characters in what scripts and peers wrote must not reach a terminal. */
export const plain = (text: string) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/\p{Cc}|\p{Cf}/gu, '\u00b7')
    .trim();

/** Columns that a text takes on a terminal. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += displayWidth(character);
  return width;
}

/** The longest beginning that fits, with an ellipsis if something is missing. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const character of text) {
    if (widthOf(kept + character) > width - 1) break;
    kept += character;
  }
  return width > 0 ? `${kept}\u2026` : '';
}

/** Text in lines of at most `width` columns, broken at blanks; a word that is too long is cut. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(cut(word, width));
  }
  return lines;
}

/** A line laid out in a lane of `width` columns, padded with `fill`. */
export function layOut({ pieces, end }: Line, width: number, fill: string, color: boolean): string {
  const room = width - (end ? widthOf(end.text) + 1 : 0);
  const left = shorten(pieces, room);
  const used = left.reduce((sum, { text }) => sum + widthOf(text), 0);
  const gap = fill.repeat(Math.max(0, width - used - (end ? widthOf(end.text) : 0)));
  return [...left, { text: gap, style: 'dim' as const }, ...(end ? [end] : [])]
    .map((piece) => paint(piece, color))
    .join('');
}

function shorten(pieces: readonly Piece[], room: number): readonly Piece[] {
  let left = room;
  return pieces.map((piece) => {
    const text = cut(piece.text, left);
    left = Math.max(0, left - widthOf(text));
    return { ...piece, text };
  });
}

/** Whoever asks for color has looked at the terminal: styleText is not to look again. */
export function paint({ text, style }: Piece, color: boolean): string {
  return color && style && text.trim() ? styleText(style, text, { validateStream: false }) : text;
}
