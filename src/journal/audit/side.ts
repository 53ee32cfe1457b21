import { rowsOf, type Step, stepsOf } from '../../protocol/arrange.ts';
import type { Score } from '../../protocol/score.ts';
import { phaseWords, placeOf, signWords } from '../words.ts';
import { readAfterwards, readInterruption, readRecovery } from './interruptions.ts';
import { dueUndo, readRows, readUndo } from './read-rows.ts';
import type { PhaseSign } from './signs.ts';
import { astray, misread, peek, played, type Reading, type Standing, type Tape } from './tape.ts';

export type MigrationSide = 'source' | 'destination';

/** What one side of a migration did, as far as its journal can be read. */
export interface SideReading {
  readonly side: MigrationSide;
  readonly tape: Tape;
  readonly standing: Standing;
  /** Phases left as the score wants them. */
  readonly done: Step[];
  /** A phase failed or was cancelled, so the rest of the score is not played. */
  failed: boolean;
  /** It came to what lies behind the point of no return. */
  passed: boolean;
  /** The daemon was started anew in the middle. */
  restarted: boolean;
  /** The journal or the daemon ends in the middle of a phase: a finding unless something explains it. */
  cut: string | undefined;
  finding: string | undefined;
}

/** Reads a side's signs: its phases in order, and what may come between and after them. */
export function readSide(side: MigrationSide, score: Score, tape: Tape, standing: Standing): SideReading {
  const reading: SideReading = {
    side,
    tape,
    standing,
    done: [],
    failed: false,
    passed: false,
    restarted: false,
    cut: undefined,
    finding: undefined,
  };
  for (let sign = peek(tape); sign && !reading.finding; sign = peek(tape)) {
    const part = sign.kind === 'phase' ? readPhase(reading, score, sign) : readBetween(reading, score);
    if (part.how === 'astray') reading.finding = `${side}: ${part.finding}`;
    if (part.how === 'cut') reading.cut = `${side}: ${part.instead}`;
  }
  return reading;
}

function readPhase(reading: SideReading, score: Score, { entry }: PhaseSign): Reading {
  const { tape, standing, side, done } = reading;
  if (entry.moment !== 'entered') return astray(`${signWords(peek(tape))} came, but it had not been entered`);
  const next = stepsOf(score).filter((step) => step.side === side)[done.length];
  if (!entry.cancelled && next?.phase !== entry.phase)
    return astray(
      `${phaseWords(entry)} was entered (${placeOf(entry)}), ${next ? `${phaseWords(next)} should come next` : 'but the score is over'}`,
    );
  tape.at++;
  if (entry.cancelled) return endPhase(reading, entry, cancelled(reading));
  const { before, after } = rowsOf(score, side, entry.phase);
  reading.passed ||= before.length === 0;
  const first = readRows(tape, standing, before);
  if (first.how !== 'played') return endPhase(reading, entry, first);
  reading.passed ||= after.length > 0;
  return endPhase(reading, entry, readRows(tape, standing, after, true));
}

function cancelled(reading: SideReading): Reading {
  reading.failed = true;
  return readUndo(reading.tape, reading.standing);
}

const isEndOf = (sign: ReturnType<typeof peek>, { phase }: PhaseSign['entry'], moment: 'left' | 'failed') =>
  sign?.kind === 'phase' && sign.entry.phase === phase && sign.entry.moment === moment;

/** A phase is left when all went well, and failed when something did not. */
function endPhase(reading: SideReading, entered: PhaseSign['entry'], part: Reading): Reading {
  const { tape } = reading;
  if (part.how === 'cut' || part.how === 'astray') return part;
  const sign = peek(tape);
  const failed = isEndOf(sign, entered, 'failed');
  const left = isEndOf(sign, entered, 'left');
  const fits = entered.cancelled ? failed || left : part.how === 'failed' ? failed : left;
  if (!fits) return misfit(tape, entered, part);
  tape.at++;
  reading.failed ||= failed;
  if (left && !entered.cancelled) reading.done.push({ side: reading.side, phase: entered.phase });
  return sign?.kind === 'phase' && blamesHook(sign.entry.error) && part.how === 'failed' && !part.byHook
    ? astray(`${phaseWords(entered)} failed because of a hook, but no hook in the journal did (${placeOf(sign.entry)})`)
    : played;
}

function misfit(
  tape: Tape,
  entered: PhaseSign['entry'],
  part: Extract<Reading, { how: 'played' | 'failed' }>,
): Reading {
  const wanted = `'${phaseWords(entered)} ${part.how === 'failed' ? 'failed' : 'left'}'`;
  const missing = misread(tape, wanted);
  // Only the end of the phase is missing: no daemon is that unlucky, so it counts as a finding at the end of a tape too.
  if (!peek(tape)) return astray(missing.how === 'cut' ? missing.instead : missing.finding);
  return part.how === 'failed' && part.instead && missing.how === 'astray' ? astray(part.instead) : missing;
}

/** libvirt's texts of a failed hook, forms 1 to 4 (libvirt-facts.md B5). */
export const blamesHook = (error: string | undefined) =>
  /^(Hook script execution failed|internal error:? Child process)/.test(error ?? '');

/** Between and after phases: an undo of its own accord, a restarted daemon, others who act on the guest. */
function readBetween(reading: SideReading, score: Score): Reading {
  const { tape, standing } = reading;
  const sign = peek(tape);
  if (sign?.kind === 'restart') {
    tape.at++;
    reading.restarted = true;
    tape.interruptions.push(`${sign.entry.host}'s daemon was started anew in the middle (${placeOf(sign.entry)})`);
    return played;
  }
  if (sign?.kind === 'guest' && sign.entry.undo && hasUndo(reading)) return readUndo(tape, standing);
  if (reading.restarted && readRecovery(tape, standing)) return played;
  if (isOver(reading, score) && readAfterwards(tape, standing)) return played;
  if (readInterruption(tape, standing)) return played;
  return astray(`${signWords(sign)} does not belong there`);
}

/** Whether a failure would still have to undo something here. */
export const hasUndo = ({ standing, tape }: SideReading) =>
  standing.entered.some((row) => dueUndo(row, standing, tape).some(({ kind }) => kind !== 'port'));

const isOver = (reading: SideReading, score: Score) =>
  reading.done.length === stepsOf(score).filter(({ side }) => side === reading.side).length ||
  (reading.failed && !hasUndo(reading));
