import { rowsOf, type Step, stepsOf } from '../../protocol/arrange.ts';
import type { Score } from '../../protocol/score.ts';
import type { EntryOf } from '../entry.ts';
import { phaseWords, placeOf } from '../words.ts';

type Phase = EntryOf<'phase'>;

/**
 * The order of the calls across both hosts: each is entered after the one before it was left, and none after one that
 * failed unless that lay behind the point of no return. Returns the first thing that is wrong.
 */
export function misorder(score: Score, phases: readonly Phase[]): string | undefined {
  const steps = stepsOf(score);
  let open: Phase | undefined;
  let failed: Phase | undefined;
  let next = 0;
  for (const phase of phases) {
    if (phase.moment === 'entered') {
      const wrong = wrongEntry({ phase, open, failed, expected: steps[next] });
      if (wrong) return wrong;
      open = phase;
      if (!phase.cancelled) next++;
    } else {
      if (open?.phase !== phase.phase || open.side !== phase.side)
        return `${name(phase)} ended without having been entered`;
      if (phase.moment === 'failed' && !isFinal(score, phase)) failed = phase;
      open = undefined;
    }
  }
  return undefined;
}

interface EntryCheck {
  readonly phase: Phase;
  readonly open: Phase | undefined;
  readonly failed: Phase | undefined;
  readonly expected: Step | undefined;
}

function wrongEntry({ phase, open, failed, expected }: EntryCheck): string | undefined {
  if (open) return `${name(phase)} was entered before ${name(open)} had ended`;
  if (phase.cancelled)
    return failed || mayHaveFailed(phase, expected) ? undefined : `${name(phase)} came, although nothing had failed`;
  if (failed) return `${name(phase)} was entered, although ${name(failed)} had failed`;
  const right = expected?.side === phase.side && expected.phase === phase.phase;
  return right
    ? undefined
    : `${name(phase)} was entered where ${expected ? stepWords(expected) : 'nothing more'} should come`;
}

/** The other side's next call can be refused, or lost, before it leaves a sign there. */
const mayHaveFailed = ({ side }: Phase, expected: Step | undefined) => expected !== undefined && expected.side !== side;

/** Behind the point of no return a failure stops nothing. */
const isFinal = (score: Score, { side, phase }: Phase) => rowsOf(score, side, phase).before.length === 0;

export const stepWords = ({ side, phase }: Step) => `${side}'s ${phaseWords({ phase })}`;
const name = (phase: Phase) => `${phase.side}'s ${phaseWords(phase)} (${placeOf(phase)})`;
