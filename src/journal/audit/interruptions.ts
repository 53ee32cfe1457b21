import { arrange } from '../../protocol/arrange.ts';
import type { ScoreName } from '../../protocol/profiles/index.ts';
import { event, guest, host, isRow, type Score } from '../../protocol/score.ts';
import { placeOf } from '../words.ts';
import { readRows } from './read-rows.ts';
import { adopt, fork, newStanding, type Standing, type Tape } from './tape.ts';

/** What may happen to a guest in the middle of something else, and how a reader is told of it. */
const takenAway: readonly (readonly [ScoreName, (where: string) => string])[] = [
  ['destroy', (where) => `somebody destroyed the guest on ${where}`],
  ['autodestroy', (where) => `the guest was destroyed on ${where}, with the connection it depended on`],
  ['power off', (where) => `the guest powered itself off on ${where}`],
  ['crash', (where) => `the guest's process died on ${where}`],
];

/** virsh suspend and resume; during a migration suspending counts as the migration's own pause. */
const byClients: readonly (readonly [Score, (where: string) => string])[] = [
  [[host([guest('pause'), event('Suspended', 'Paused')])], (where) => `somebody suspended the guest on ${where}`],
  [[host([guest('pause'), event('Suspended', 'Migrated')])], (where) => `somebody suspended the guest on ${where}`],
  [[host([guest('resume'), event('Resumed', 'Unpaused')])], (where) => `somebody resumed the guest on ${where}`],
];

/** Reads something that somebody else did to the guest, and says so in a remark. Returns whether there was any. */
export function readInterruption(tape: Tape, standing: Standing): boolean {
  if (standing.gone) return false;
  const remark =
    takenAway.find(([name]) => readScore(tape, standing, scoreNamed(tape, name)))?.[1] ??
    byClients.find(([score]) => readScore(tape, standing, score))?.[1];
  if (remark) tape.interruptions.push(remark(placeBefore(tape)));
  return remark !== undefined;
}

/** What a daemon does with a guest when it starts anew: it finds it again, and may kill it, or finds it dead. */
export function readRecovery(tape: Tape, standing: Standing): boolean {
  const found = recoveries.find(([name]) => readScore(tape, standing, scoreNamed(tape, name), 'or failed'));
  if (found) tape.interruptions.push(found[1](placeBefore(tape)));
  return found !== undefined;
}
const recoveries: readonly (readonly [ScoreName, (where: string) => string])[] = [
  ['reconnect', (where) => `the guest was still there on ${where}`],
  ['found dead', (where) => `the guest was found dead on ${where}`],
];

/** An operation that has nothing to do with what is audited, once that is over. */
export function readAfterwards(tape: Tape, standing: Standing): boolean {
  const scores = [...afterwards.map((name) => scoreNamed(tape, name)), ...byClients.map(([score]) => score)];
  return scores.some((score) => readScore(tape, standing, score, 'or failed'));
}
const afterwards: readonly ScoreName[] = ['start', 'restore', 'save', 'destroy', 'autodestroy', 'power off', 'crash'];

function scoreNamed({ driver, profile }: Tape, name: ScoreName): Score {
  return driver === 'qemu' || driver === 'lxc' ? arrange(profile.scores[driver][name], { profile, driver }) : [];
}

/** Reads a whole score if its signs stand here; otherwise the tape stays where it is. */
function readScore(tape: Tape, standing: Standing, score: Score, also?: 'or failed'): boolean {
  const { interruption: _, ...copy } = fork(tape);
  const own = newStanding({ running: standing.running, gone: standing.gone });
  const reading = readRows(copy, own, score.filter(isRow));
  const isThere = reading.how === 'played' || (also && reading.how === 'failed' && reading.byHook);
  if (!isThere || copy.at === tape.at) return false;
  adopt(tape, copy);
  Object.assign(standing, { running: own.running, gone: own.gone, offFor: own.offFor });
  return true;
}

function placeBefore({ signs, at }: Tape): string {
  const last = signs[at - 1];
  return last ? `${last.entry.host} (${placeOf(last.entry)})` : '';
}
