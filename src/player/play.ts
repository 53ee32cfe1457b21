import type { LibvirtError } from '../protocol/errors.ts';
import { type Move, type Row, takesBack } from '../protocol/score.ts';
import type { Progress } from './progress.ts';

/** Carries out moves on one host. A refusal or failure comes back as a value. */
export interface Performer {
  perform(move: Move, part: Part): Promise<LibvirtError | undefined>;
  /** Whether the guest is off: then nothing of it is left to stop. */
  gone(): boolean;
  /** Whether the guest runs at this moment. */
  running(): boolean;
}
export type Part = 'moves' | 'undo';

export interface Play {
  readonly rows: readonly Row[];
  readonly performer: Performer;
  readonly progress: Progress;
  /** The rows lie behind the point of no return: a failure is returned and nothing is undone. */
  readonly final?: boolean;
}

/**
 * Plays one side's rows in order. When a move fails, the undo of its own row and then of the rows above is played, and
 * the failure is returned.
 */
export async function playRows({ rows, performer, progress, final }: Play): Promise<LibvirtError | undefined> {
  for (const row of rows) {
    const failure = await playMoves(row, performer, progress);
    if (failure && !final) await undoRows({ performer, progress });
    if (failure) return failure;
  }
  return undefined;
}

async function playMoves(row: Row, performer: Performer, progress: Progress): Promise<LibvirtError | undefined> {
  for (const move of row.moves) {
    if (move.kind === 'event' && move.ifPaused && !progress.paused) continue;
    if (move.when && (move.when === 'post-copy') !== progress.postcopy) continue;
    const wasRunning = performer.running();
    const failure = await performer.perform(move, 'moves');
    if (!failure || move.kind === 'hook') reach(row, progress);
    if (failure) return failure;
    note(move, wasRunning, progress);
  }
  return undefined;
}

/** A row is entered with its first move that did something; a guest change that failed did nothing. */
function reach(row: Row, progress: Progress): void {
  if (!progress.entered.includes(row)) progress.entered.push(row);
}

function note(move: Move, wasRunning: boolean, progress: Progress): void {
  if (move.kind === 'event') progress.announced.add(move.event.type);
  if (move.kind === 'guest' && move.change === 'pause') progress.paused = wasRunning;
}

/**
 * Plays the undo of every row entered, the last one first. Nothing is undone twice, and a guest that is gone is neither
 * stopped nor resumed again: whoever took it away has called its hooks.
 */
export async function undoRows({ performer, progress }: Pick<Play, 'performer' | 'progress'>): Promise<void> {
  for (let row = progress.entered.pop(); row; row = progress.entered.pop()) {
    if (performer.gone()) continue;
    await undoRow(row, performer, progress);
  }
}

/** A change that cannot be undone is not announced either. */
async function undoRow(row: Row, performer: Performer, progress: Progress): Promise<void> {
  for (const move of row.undo.filter((move) => isDue(move, progress))) {
    const failure = await performer.perform(move, 'undo');
    if (failure && move.kind === 'guest') return;
  }
}

function isDue(move: Move, progress: Progress): boolean {
  if (move.when && (move.when === 'post-copy') !== progress.handedOver) return false;
  if (move.when === 'post-copy') return true;
  const stands = progress.paused || progress.suspended;
  if (move.kind === 'event') {
    const earlier = takesBack[move.event.type];
    return !earlier || progress.announced.has(earlier) || (earlier === 'Suspended' && stands);
  }
  return move.kind !== 'guest' || move.change !== 'resume' || stands;
}
