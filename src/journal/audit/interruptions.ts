import { arrange } from '../../protocol/arrange.ts';
import type { ScoreName } from '../../protocol/profiles/index.ts';
import { event, guest, host, isRow, type Score } from '../../protocol/score.ts';
import { placeOf } from '../words.ts';
import { readRows } from './read-rows.ts';
import { adopt, fork, newStanding, peek, type Reading, type Standing, type Tape } from './tape.ts';

/** What may happen to a guest in the middle of something else, and how a reader is told of it. */
const takenAway: readonly (readonly [ScoreName, string])[] = [
  ['destroy', 'somebody destroyed the guest'],
  ['autodestroy', 'the guest was destroyed with the connection it depended on'],
  ['power off', 'the guest powered itself off'],
  ['crash', "the guest's process died"],
];

/** virsh suspend and resume; during a migration suspending counts as the migration's own pause. */
const byClients: readonly (readonly [Score, string])[] = [
  [[host([guest('pause'), event('Suspended', 'Paused')])], 'somebody suspended the guest'],
  [[host([guest('pause'), event('Suspended', 'Migrated')])], 'somebody suspended the guest'],
  [[host([guest('resume'), event('Resumed', 'Unpaused')])], 'somebody resumed the guest'],
];

/** Reads something that somebody else did to the guest, and says so in a remark. Returns whether there was any. */
export function readInterruption(tape: Tape, standing: Standing): boolean {
  if (standing.gone) return false;
  const remark =
    takenAway.find(([name]) => wasPlayed(readOperation(tape, standing, name)))?.[1] ?? asked(tape, standing);
  if (remark) tape.interruptions.push(`${remark} on ${placeBefore(tape)}`);
  return remark !== undefined;
}

function asked(tape: Tape, standing: Standing): string | undefined {
  return byClients.find(([score]) => wasPlayed(readScore(tape, standing, score)))?.[1];
}

const wasPlayed = ({ how }: Reading) => how === 'played';

/** Reads a whole lifecycle operation of the guest if it stands here; otherwise the tape stays where it is. */
export function readOperation(tape: Tape, standing: Standing, name: ScoreName): Reading {
  const { driver, profile } = tape;
  if (driver !== 'qemu' && driver !== 'lxc') return { how: 'astray', finding: '' };
  return readScore(tape, standing, arrange(profile.scores[driver][name], { profile, driver }));
}

function readScore(tape: Tape, standing: Standing, score: Score): Reading {
  const { interruption: _, ...copy } = fork(tape);
  const own = newStanding({ running: standing.running, gone: standing.gone });
  const reading = readRows(copy, own, score.filter(isRow));
  if ((reading.how !== 'played' && reading.how !== 'failed') || copy.at === tape.at)
    return { how: 'astray', finding: '' };
  adopt(tape, copy);
  Object.assign(standing, { running: own.running, gone: own.gone, offFor: own.offFor });
  return reading;
}

function placeBefore({ signs, at }: Tape): string {
  const last = signs[at - 1];
  return last ? `${last.entry.host} (${placeOf(last.entry)})` : '';
}

/** What a daemon does with a guest that it finds when it starts anew, or that was found dead. */
export function readRecovery(tape: Tape, standing: Standing): boolean {
  const names: readonly ScoreName[] = ['reconnect', 'found dead'];
  const found = names.find((name) => readOperation(tape, standing, name).how !== 'astray');
  if (found) tape.interruptions.push(`${recoveryWords[found] ?? found} on ${placeBefore(tape)}`);
  return found !== undefined;
}
const recoveryWords: Partial<Record<ScoreName, string>> = {
  reconnect: 'the daemon, started anew, found the guest again',
  'found dead': 'the daemon, started anew, found the guest dead',
};

/** An operation that has nothing to do with what is audited, once that is over. */
export function readAfterwards(tape: Tape, standing: Standing): boolean {
  const names: readonly ScoreName[] = ['start', 'restore', 'save', 'destroy', 'autodestroy', 'power off', 'crash'];
  if (peek(tape)?.kind !== 'hook' && peek(tape)?.kind !== 'guest' && peek(tape)?.kind !== 'event') return false;
  return (
    names.some((name) => readOperation(tape, standing, name).how !== 'astray') || asked(tape, standing) !== undefined
  );
}
