import { arrange } from '../../protocol/arrange.ts';
import { isRow, type Row, type Score } from '../../protocol/score.ts';
import type { Entry } from '../entry.ts';
import { ignoredWords, signWords } from '../words.ts';
import { readInterruption } from './interruptions.ts';
import type { Audit, AuditOutcome, LifecycleQuestion } from './question.ts';
import { readRows } from './read-rows.ts';
import { blamesHook } from './side.ts';
import { saysPort, signsOf } from './signs.ts';
import { newStanding, peek, type Reading, type Tape } from './tape.ts';

/**
 * Whether the recording of one operation on one host is allowed by its score: start, destroy, save, the daemon's own
 * calls and the rest. The entries hold that operation and no other of this guest.
 */
export function auditLifecycle(entries: readonly Entry[], question: LifecycleQuestion): Audit {
  const { profile, driver, flags = [], error } = question;
  const rows = arrange(scoreOf(question), { profile, driver, flags }).filter(isRow);
  const tape = tapeOf(entries, question);
  const standing = newStanding({ gone: begins(rows), running: !begins(rows) });
  const reading = readRows(tape, standing, rows);
  const findings = findingsOf(tape, reading, error);
  const { ignored, refused, interruptions } = tape;
  const remarks = [...ignored.map(ignoredWords), ...interruptions];
  return { ok: findings.length === 0, outcome: outcomeOf(reading), findings, ignored, refused, remarks };
}

function scoreOf({ profile, driver, score }: LifecycleQuestion): Score {
  const scores: Readonly<Record<string, Readonly<Record<string, Score>>>> = profile.scores;
  return (scores[driver] ?? scores.qemu)?.[score] ?? [];
}

/** Whether the operation brings the guest into being: before it, there is none. */
const begins = (rows: readonly Row[]) =>
  rows.some(({ moves }) => moves.some((move) => move.kind === 'guest' && move.change === 'initialise'));

function tapeOf(entries: readonly Entry[], question: LifecycleQuestion): Tape {
  const { profile, driver, domain, host, scripts, error } = question;
  const own = entries.filter((entry) => isAbout(entry, domain, driver));
  const on = host ?? own[0]?.host;
  const signs = signsOf(
    own.filter((entry) => entry.host === on),
    driver,
  );
  return {
    profile,
    driver,
    signs,
    scripts: scripts ?? signs.some(({ kind }) => kind === 'hook'),
    failureTold: error !== undefined,
    portFailed: saysPort(entries, [error]),
    interruption: readInterruption,
    at: 0,
    ignored: [],
    refused: [],
    interruptions: [],
  };
}

/** Entries of the guest itself, and those of a network's hook that is called for its ports. */
function isAbout(entry: Entry, domain: string, driver: string): boolean {
  if (entry.kind === 'hook' && entry.guest !== undefined && driver !== 'network') return entry.guest === domain;
  return 'driver' in entry && entry.driver === driver && entry.domain === domain;
}

function findingsOf(tape: Tape, reading: Reading, error: string | undefined): readonly string[] {
  if (reading.how === 'astray') return [reading.finding];
  if (reading.how === 'cut') return [reading.instead];
  const rest = peek(tape);
  if (rest)
    return [(reading.how === 'failed' && reading.instead) || `${signWords(rest)} came after the operation was over`];
  if (reading.how === 'failed' && !reading.byHook && blamesHook(error))
    return ['the operation failed because of a hook, but no hook in the journal did'];
  return [];
}

const outcomeOf = ({ how }: Reading): AuditOutcome => (how === 'failed' ? 'aborted' : 'done');
