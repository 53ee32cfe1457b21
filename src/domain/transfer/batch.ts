import { clearBits, type Memory, nextSet, runOfSet } from '../memory/index.ts';
import { otherBytesSent, type Precopy, pagesSent, pageUnchanged, wireBytes } from './precopy.ts';
import { unitsLeft } from './window.ts';
import type { Xbzrle } from './xbzrle.ts';

/** Pages that go out together, in the order of the scan. */
export interface Batch {
  readonly zeroRuns: readonly ZeroRun[];
  readonly pages: readonly number[];
  /** Pages of which only the changed bytes go out. */
  readonly deltas: readonly Delta[];
  /** How many pages do not wait any more, those that had not changed among them. */
  readonly taken: number;
}
export interface Delta {
  readonly page: number;
  readonly bytes: Uint8Array;
}
export interface ZeroRun {
  readonly first: number;
  readonly count: number;
}

/** One message stays below 1 MiB with this many pages. */
export const batchPages = 248;
export const batchZeroRuns = 1024;
/** And with these many deltas or bytes of them. */
export const batchDeltas = 1024;
export const batchDeltaBytes = 32_768;

/**
 * Takes the next pages from `pending`, until the message is full, the window's budget is used up or nothing is left.
 * A batch without pages means there was nothing to take.
 */
export function takeBatch(precopy: Precopy, memory: Pick<Memory, 'zeroRun'>, options: BatchOptions = {}): Batch {
  const { mostPages = batchPages, xbzrle } = options;
  const zeroRuns: ZeroRun[] = [];
  const pages: number[] = [];
  const deltas: Delta[] = [];
  const before = precopy.pendingPages;
  let bytesOfDeltas = 0;
  while (pages.length < mostPages && zeroRuns.length < batchZeroRuns && deltas.length < batchDeltas) {
    const first = bytesOfDeltas < batchDeltaBytes ? scan(precopy, xbzrle) : undefined;
    const atMost = allowed(precopy);
    if (first === undefined || atMost === 0) break;
    const count = runOfSet(precopy.pending, first, memory.zeroRun(first, atMost));
    const bytes = count > 0 ? undefined : xbzrle?.deltaOf(first);
    take(precopy, first, count || 1);
    if (count > 0) {
      zeroRuns.push({ first, count });
      xbzrle?.zeroed(first, count);
      pagesSent(precopy, 'zero', count);
    } else if (bytes) {
      if (bytes.length > 0) deltas.push({ page: first, bytes });
      bytesOfDeltas += bytes.length;
      deltaSent(precopy, bytes);
    } else {
      pages.push(first);
      pagesSent(precopy, 'normal', 1);
    }
  }
  return { zeroRuns, pages, deltas, taken: before - precopy.pendingPages };
}

export interface BatchOptions {
  readonly mostPages?: number;
  readonly xbzrle?: Xbzrle | undefined;
}

/** Past the last page it begins again, from then on with deltas (find_dirty_block). */
function scan(precopy: Precopy, xbzrle: Xbzrle | undefined): number | undefined {
  if (precopy.pendingPages === 0) return undefined;
  const { pending, cursor } = precopy;
  const next = nextSet(pending, cursor);
  if (next < pending.bits) return next;
  xbzrle?.enable();
  return nextSet(pending, 0);
}

/** A page of either kind may go out as long as the budget is not used up; only runs of zero pages need the number. */
const allowed = ({ finishing, window, limits, pendingPages }: Precopy) =>
  finishing ? pendingPages : Math.min(pendingPages, unitsLeft(window, limits, wireBytes.zero));

function take(precopy: Precopy, first: number, count: number): void {
  clearBits(precopy.pending, first, count);
  precopy.cursor = first + count;
}

/** A page that did not change after all takes no byte. */
function deltaSent(precopy: Precopy, { length }: Uint8Array): void {
  if (length === 0) pageUnchanged(precopy);
  else {
    pagesSent(precopy, 'delta', 1);
    otherBytesSent(precopy, length - deltaBytes);
  }
}

/** Bytes of the delta that wireBytes counts with. */
const deltaBytes = 3;
