import { isRow, type Move, pointOfNoReturn, type Row, type Score } from '../../protocol/score.ts';

/** A row with what its failure leads to. */
export interface Paragraph {
  readonly row: Row;
  /** Positions in the row of the moves that can fail and abort. */
  readonly fallible: readonly number[];
  /** Rows whose undo is played then, in that order. Empty behind the point of no return. */
  readonly undone: readonly Row[];
  readonly final: boolean;
}

/** The score's rows with their consequences, and the marker where it stands. */
export function paragraphsOf(score: Score): readonly (Paragraph | typeof pointOfNoReturn)[] {
  const marker = score.indexOf(pointOfNoReturn);
  return score.map((entry, i) => {
    if (!isRow(entry)) return entry;
    const final = marker >= 0 && i > marker;
    const fallible = entry.moves.flatMap((move, at) => (canAbort(move) ? [at] : []));
    const undone = final ? [] : undoOf(entry, score.slice(0, i + 1).filter(isRow));
    return { row: entry, fallible, undone, final };
  });
}

/** The side that failed undoes its own rows at once, the last one first; then the other side is told and does the same. */
function undoOf({ side }: Row, entered: readonly Row[]): readonly Row[] {
  const rows = entered.filter(hasUndo).reverse();
  return [...rows.filter((row) => row.side === side), ...rows.filter((row) => row.side !== side)];
}

const hasUndo = ({ undo }: Row) => undo.length > 0;

/** Telling clients, stopping a guest and giving ports back always succeed. */
function canAbort(move: Move): boolean {
  switch (move.kind) {
    case 'hook':
      return move.onFailure === 'abort';
    case 'guest':
      return move.change !== 'stop';
    case 'port':
      return move.change === 'create';
    case 'network':
      return move.change === 'allocate' || move.change === 'update';
    case 'event':
      return false;
  }
}
