import { rowsOf, type Step, stepsOf } from '../protocol/arrange.ts';
import { LibvirtError, toErrorValue } from '../protocol/errors.ts';
import type { Score } from '../protocol/score.ts';
import type { DestinationSide, SourceSide } from '../protocol/sides.ts';
import { callsOf, type MigrationRequest } from './calls.ts';
import { moreUseful } from './which-error.ts';

export interface Conduct {
  readonly score: Score;
  readonly source: SourceSide;
  readonly destination: DestinationSide;
  readonly request: MigrationRequest;
  /** Told before each call, for progress. */
  readonly onStep?: (step: Step) => void;
  /** Whether the user is told the messages of both hosts where both failed; not unless given. */
  readonly tellsBothErrors?: boolean;
  /** Aborted, with the error to report, when the connection to the destination is lost. */
  readonly lost?: AbortSignal;
}

/**
 * Plays a migration's score over two sides: one call for each step, in the score's order. When a call fails, the side
 * that made earlier calls and has not undone itself is told by finish(cancelled) or confirm(cancelled). Behind the
 * point of no return nothing is cancelled; what is left is played.
 * @throws LibvirtError the migration's error, in libvirt's words.
 */
export async function conduct(conduct: Conduct): Promise<void> {
  const { score, source, destination, request, onStep, lost, tellsBothErrors = false } = conduct;
  const calls = callsOf({ source, destination, request, ...(lost && { lost }) });
  const done: Step[] = [];
  let failure: LibvirtError | undefined;
  for (const step of stepsOf(score)) {
    onStep?.(step);
    const error = await attempt(() => calls.make(step));
    if (!error) done.push(step);
    else if (isFinal(score, step)) failure ??= isConfirm(step) ? undefined : error;
    else throw moreUseful(error, await cancel(step, done, error, calls.cancel), tellsBothErrors);
  }
  if (failure) throw failure;
}

async function attempt(work: () => Promise<void>): Promise<LibvirtError | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error instanceof LibvirtError ? error : LibvirtError.from(toErrorValue(error));
  }
}

/** What Confirm fails with changes nothing: the guest runs there (virDomainMigrateVersion3Full warns only; recording 6k-A-stopped-direct-A-KILL). */
const isConfirm = ({ side, phase }: Step) => side === 'source' && phase === 'confirm';

/** Whether everything this step plays lies behind the point of no return. */
function isFinal(score: Score, { side, phase }: Step): boolean {
  return rowsOf(score, side, phase).before.length === 0;
}

/** A side undoes its own failure; the other one is told, if it has begun anything, and may answer with an error. */
async function cancel(
  failed: Step,
  done: readonly Step[],
  error: LibvirtError,
  tell: (side: Step['side'], error: LibvirtError) => Promise<void>,
) {
  const other = failed.side === 'source' ? 'destination' : 'source';
  return done.some(({ side }) => side === other) ? attempt(() => tell(other, error)) : undefined;
}
