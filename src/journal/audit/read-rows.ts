import { type Move, type Row, takesBack } from '../../protocol/score.ts';
import { moveWords } from '../words.ts';
import { readMove } from './read-move.ts';
import { misread, played, type Reading, type Standing, type Tape } from './tape.ts';

/**
 * Reads one side's rows: their moves in order, and when one fails the undo of its row and of the rows above. Behind the
 * point of no return (`final`) nothing is undone.
 */
export function readRows(tape: Tape, standing: Standing, rows: readonly Row[], final = false): Reading {
  for (const row of rows) {
    const reading = readRow(tape, standing, row);
    if (reading.how === 'failed' && !final) return undone(reading, readUndo(tape, standing));
    if (reading.how !== 'played') return reading;
  }
  return played;
}

/** A failure and its undo; what nobody saw fail and is not undone either did not fail. */
function undone(failure: Extract<Reading, { how: 'failed' }>, undo: Reading): Reading {
  if (undo.how === 'played') return failure;
  return undo.how === 'astray' && failure.instead ? { how: 'astray', finding: failure.instead } : undo;
}

function readRow(tape: Tape, standing: Standing, row: Row): Reading {
  for (const [index, move] of row.moves.entries()) {
    if (move.kind === 'event' && move.ifPaused && !standing.paused) continue;
    if (move.when && (move.when === 'post-copy') !== (tape.postcopy ?? false)) continue;
    const reading = readOrExplain(tape, standing, row.moves, index);
    const reached = reading.how === 'played' || (reading.how === 'failed' && reading.byHook);
    if (reached && !standing.entered.includes(row)) standing.entered.push(row);
    if (reading.how !== 'played') return reading;
  }
  return played;
}

/** The move's sign; or what came between; or a move that failed without leaving one. */
function readOrExplain(tape: Tape, standing: Standing, moves: readonly Move[], index: number): Reading {
  const move = moves[index] as Move;
  do {
    const reading = readMove(tape, standing, move, 'moves');
    if (reading) return reading;
  } while (tape.interruption?.(tape, standing));
  const missing = misread(tape, moveWords(move));
  const instead = missing.how === 'cut' ? missing.instead : missing.finding;
  if ((missing.how === 'cut' && !tape.failureTold) || !mayFailUnseen(tape, moves, index)) return missing;
  return { how: 'failed', byHook: false, instead };
}

/** A change to the guest, and the port before a hook, leave nothing in the journal when they fail. */
const mayFailUnseen = ({ portFailed }: Tape, moves: readonly Move[], index: number) =>
  moves[index]?.kind === 'guest' || (portFailed && moves[index - 1]?.kind === 'port');

/** Reads the undo of every row entered, the last one first. A guest that is gone is left in peace. */
export function readUndo(tape: Tape, standing: Standing): Reading {
  for (let row = standing.entered.pop(); row; row = standing.entered.pop()) {
    for (const move of dueUndo(row, standing, tape)) {
      const reading = readMove(tape, standing, move, 'undo') ?? misread(tape, `${moveWords(move)}, as undo,`);
      if (reading.how !== 'played') return reading;
    }
  }
  return played;
}

/** What undoing a row amounts to now; nothing with a guest that is gone. */
export function dueUndo({ undo }: Row, standing: Standing, tape: Pick<Tape, 'postcopy'>): readonly Move[] {
  return standing.gone ? [] : undo.filter((move) => isDue(move, standing, tape));
}

function isDue(move: Move, { announced, paused }: Standing, { postcopy = false }: Pick<Tape, 'postcopy'>): boolean {
  if (move.when && (move.when === 'post-copy') !== postcopy) return false;
  if (move.when === 'post-copy') return true;
  if (move.kind === 'guest') return move.change !== 'resume' || paused;
  const earlier = move.kind === 'event' ? takesBack[move.event.type] : undefined;
  return !earlier || announced.has(earlier);
}
