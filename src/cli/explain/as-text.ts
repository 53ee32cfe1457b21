import { phaseWords } from '../../journal/index.ts';
import { isRow, type Row, type Score } from '../../protocol/score.ts';
import { type Paragraph, paragraphsOf } from './failures.ts';
import { sentenceOf } from './sentences.ts';
import type { Piece } from './topics.ts';

/** A score as numbered sentences: what is done on which host, and what a failure leads to. */
export function asText(piece: Piece): string {
  const letters = lettersOf(piece);
  const counter = { next: 1 };
  let heading = '';
  const paragraphs = paragraphsOf(piece.rows).flatMap((paragraph, at) => {
    const before = heading;
    heading = typeof paragraph === 'string' ? '' : headingOf(paragraph.row);
    if (typeof paragraph === 'string') return piece.rows.slice(at).some(hasMoves) ? [noReturn] : [];
    const lines = paragraphLines(piece, paragraph, letters, counter);
    return lines.length === 0 ? [] : [[...(heading && heading !== before ? [heading] : []), ...lines].join('\n')];
  });
  if (counter.next === 1) return '      Nothing that a hook would see: this release calls none.';
  return [...paragraphs, ...[...letters].map(([row, letter]) => undoText(piece, row, letter))].join('\n\n');
}

const noReturn =
  '\u2500\u2500\u2500 point of no return: from here on a failure aborts nothing and undoes nothing \u2500\u2500\u2500';

const hasMoves = (entry: Score[number]) => isRow(entry) && entry.moves.length > 0;
const headingOf = ({ side, phase }: Row) => (phase === 'lifecycle' ? '' : `${side}, ${phaseWords({ phase })}`);

/** Each row with an undo gets a letter to be called by. */
function lettersOf({ rows }: Piece): ReadonlyMap<Row, string> {
  const undoable = rows.filter(isRow).filter(({ undo }) => undo.length > 0);
  return new Map(undoable.map((row, i) => [row, String.fromCharCode('A'.charCodeAt(0) + i)]));
}

function paragraphLines(
  piece: Piece,
  { row, fallible, undone, final }: Paragraph,
  letters: ReadonlyMap<Row, string>,
  counter: { next: number },
): readonly string[] {
  const first = counter.next;
  counter.next += row.moves.length;
  const lines = row.moves.map((move, i) => `${String(first + i).padStart(4)}. ${sentenceOf(piece, move, 'moves')}`);
  if (final || fallible.length === 0) return lines;
  const where = ranges(fallible.map((at) => first + at));
  const then = undone.map((undoneRow) => letters.get(undoneRow)).join(', then ');
  return [...lines, `      A failure in ${where} aborts: ${then ? `undo ${then}` : 'nothing has to be undone'}.`];
}

/** `3 to 5 or 7`. */
function ranges(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const number of numbers) {
    const run = runs.at(-1);
    if (run && run.at(-1) === number - 1) run.push(number);
    else runs.push([number]);
  }
  const words = runs.flatMap((run) => (run.length > 2 ? [`${run[0]} to ${run.at(-1)}`] : run.map(String)));
  return words.length > 1 ? `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` : (words[0] ?? '');
}

function undoText(piece: Piece, row: Row, letter: string): string {
  const where = row.side === 'host' ? '' : `, ${row.side}`;
  const moves = row.undo.map((move) => `      ${sentenceOf(piece, move, 'undo')}`);
  const unless = piece.driver === 'network' ? '' : ' (nothing of it if the guest is gone already)';
  return [`undo ${letter}${where}${unless}`, ...moves].join('\n');
}
