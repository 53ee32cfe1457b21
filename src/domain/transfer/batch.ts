import { clearBits, type Memory, nextSet, runOfSet } from '../memory/index.ts';
import { type Precopy, pagesSent, wireBytes } from './precopy.ts';
import { unitsLeft } from './window.ts';

/** Pages that go out together, in the order of the scan. */
export interface Batch {
  readonly zeroRuns: readonly ZeroRun[];
  readonly pages: readonly number[];
}
export interface ZeroRun {
  readonly first: number;
  readonly count: number;
}

/** One message stays below 1 MiB with this many pages. */
export const batchPages = 248;
export const batchZeroRuns = 1024;

/**
 * Takes the next pages from `pending`, until the message is full, the window's budget is used up or nothing is left.
 * A batch without pages means there was nothing to take.
 */
export function takeBatch(precopy: Precopy, memory: Pick<Memory, 'zeroRun'>, mostPages = batchPages): Batch {
  const zeroRuns: ZeroRun[] = [];
  const pages: number[] = [];
  while (pages.length < mostPages && zeroRuns.length < batchZeroRuns) {
    const first = scan(precopy);
    const atMost = allowed(precopy);
    if (first === undefined || atMost === 0) break;
    const count = runOfSet(precopy.pending, first, memory.zeroRun(first, atMost));
    if (count > 0) zeroRuns.push({ first, count });
    else pages.push(first);
    account(precopy, first, count);
  }
  return { zeroRuns, pages };
}

function scan(precopy: Precopy): number | undefined {
  if (precopy.pendingPages === 0) return undefined;
  const { pending, cursor } = precopy;
  const next = nextSet(pending, cursor);
  return next < pending.bits ? next : nextSet(pending, 0);
}

/** A page of either kind may go out as long as the budget is not used up; only runs of zero pages need the number. */
const allowed = ({ finishing, window, limits, pendingPages }: Precopy) =>
  finishing ? pendingPages : Math.min(pendingPages, unitsLeft(window, limits, wireBytes.zero));

function account(precopy: Precopy, first: number, zeroCount: number): void {
  const count = zeroCount || 1;
  clearBits(precopy.pending, first, count);
  precopy.cursor = first + count;
  pagesSent(precopy, zeroCount > 0 ? 'zero' : 'normal', count);
}
