import type { Profile } from './profiles/profile.ts';
import { isRow, type Move, type Phase, type Row, type Score, type ScoreFlag, type Side } from './score.ts';
import type { HookDriver } from './vocabulary.ts';

/** What decides which moves of a score are played: the release, the driver and the flags of the request. */
export interface Arrangement {
  readonly profile: Profile;
  readonly driver: HookDriver;
  readonly flags?: readonly ScoreFlag[];
}

/** The score as this release plays it: operations it does not know and moves the flags leave out are gone. */
export function arrange(score: Score, arrangement: Arrangement): Score {
  const keep = (moves: readonly Move[]) => moves.filter((move) => isPlayed(move, arrangement));
  return score.map((entry) => (isRow(entry) ? { ...entry, moves: keep(entry.moves), undo: keep(entry.undo) } : entry));
}

function isPlayed(move: Move, { profile, driver, flags = [] }: Arrangement): boolean {
  if (move.only && !flags.includes(move.only)) return false;
  if (move.unless && flags.includes(move.unless)) return false;
  if (move.kind === 'hook') return profile.operations[driver].includes(move.operation);
  if (move.kind === 'event') return profile.lifecycleEventTypes.includes(move.event.type);
  return true;
}

/** One call of a migration: the side it goes to and its phase. */
export interface Step {
  readonly side: Side;
  readonly phase: Phase;
}

/** The calls a conductor makes, in order: neighbouring rows of one side and phase are one call. */
export function stepsOf(score: Score): readonly Step[] {
  const steps: Step[] = [];
  for (const { side, phase } of score.filter(isRow)) {
    const last = steps.at(-1);
    if (last?.side !== side || last.phase !== phase) steps.push({ side, phase });
  }
  return steps;
}

/** The rows one side plays in one phase, before and after the point of no return. */
export function rowsOf(score: Score, side: Side, phase: Phase): { before: readonly Row[]; after: readonly Row[] } {
  const marker = score.findIndex((entry) => !isRow(entry));
  const mine = (part: Score) => part.filter(isRow).filter((row) => row.side === side && row.phase === phase);
  return marker < 0
    ? { before: mine(score), after: [] }
    : { before: mine(score.slice(0, marker)), after: mine(score.slice(marker)) };
}
