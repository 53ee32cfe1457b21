import { type Bitmap, createBitmap, pageBytes } from '../memory/index.ts';
import type { TransferLimits } from './limits.ts';
import { isSpent, type Measured, measure, msLeft, openWindow, type Window } from './window.ts';

/**
 * QEMU's pre-copy as a machine without clock or socket (migration.c and ram.c of QEMU 7.2): it is asked what to do next
 * and told what was done. Whoever drives it gives the time, so a simulation runs the same machine as a real transfer.
 */
export interface Precopy {
  readonly limits: TransferLimits;
  /** Pages still to be sent. */
  readonly pending: Bitmap;
  pendingPages: number;
  /** The scan goes on where it was and wraps around. */
  cursor: number;
  window: Window;
  measured: Measured;
  /** Bytes that go out within the downtime limit at the measured bandwidth; 0 until the first window is over. */
  threshold: number;
  /** The dirty log was just read, so the next decision stands on fresh numbers. */
  justSynced: boolean;
  /** The guest stands still: no budget any more. */
  finishing: boolean;
  readonly sent: Sent;
  readonly dirty: DirtyPeriod;
}

/** What went out, as QEMU counts it. */
export interface Sent {
  normal: number;
  zero: number;
  /** Name of the memory block, end marks. */
  otherBytes: number;
}

/** Pages found dirty since the rate was last worked out. QEMU does that at a sync more than a second after the last. */
export interface DirtyPeriod {
  syncs: number;
  pages: number;
  since: number;
  pagesPerSecond: number;
}

/** What to do next. */
export type Step =
  | { readonly do: 'sync' }
  | { readonly do: 'send' }
  | { readonly do: 'wait'; readonly ms: number }
  | { readonly do: 'finish' };

/** Bytes of a page on QEMU's wire, and of a zero page. */
export const wireBytes = { normal: pageBytes + 8, zero: 9, endMark: 8, blockName: 7 } as const;

export interface PrecopyStart {
  readonly pages: number;
  readonly limits: TransferLimits;
  readonly now: number;
}

/** All pages wait to be sent, and the first of the syncs (setup) is done. */
export function startPrecopy({ pages, limits, now }: PrecopyStart): Precopy {
  return {
    limits,
    pending: createBitmap(pages, true),
    pendingPages: pages,
    cursor: 0,
    window: openWindow(now),
    measured: { bytesPerMs: 0, pagesPerSecond: 0 },
    threshold: 0,
    justSynced: false,
    finishing: false,
    sent: { normal: 0, zero: 0, otherBytes: wireBytes.blockName },
    dirty: { syncs: 1, pages: 0, since: now, pagesPerSecond: 0 },
  };
}

export const remainingBytes = ({ pendingPages }: Precopy) => pendingPages * pageBytes;
export const transferredBytes = ({ sent }: Precopy) =>
  sent.normal * wireBytes.normal + sent.zero * wireBytes.zero + sent.otherBytes;

/** What QEMU's migration thread does next (migration_iteration_run, migration_rate_limit). */
export function nextStep(precopy: Precopy, now: number): Step {
  if (precopy.justSynced) return decide(precopy);
  roll(precopy, now);
  if (isSpent(precopy.window, precopy.limits)) return { do: 'wait', ms: msLeft(precopy.window, now) };
  return remainingBytes(precopy) < precopy.threshold ? { do: 'sync' } : decide(precopy);
}

/** Little is left by fresh numbers: finish. */
function decide(precopy: Precopy): Step {
  precopy.justSynced = false;
  const remaining = remainingBytes(precopy);
  return { do: remaining > 0 && remaining >= precopy.threshold ? 'send' : 'finish' };
}

function roll(precopy: Precopy, now: number): void {
  const measured = measure(precopy.window, now);
  if (!measured) return;
  precopy.measured = measured;
  precopy.threshold = measured.bytesPerMs * precopy.limits.downtimeMs;
  precopy.window = openWindow(now);
}

/** The dirty log was merged into `pending`; `found` pages were not waiting already (migration_bitmap_sync). */
export function synced(precopy: Precopy, found: number, now: number): void {
  const { dirty } = precopy;
  precopy.pendingPages += found;
  precopy.justSynced = true;
  dirty.syncs += 1;
  dirty.pages += found;
  if (now - dirty.since <= ratePeriodMs) return;
  dirty.pagesPerSecond = Math.round((dirty.pages * 1000) / (now - dirty.since));
  dirty.since = now;
  dirty.pages = 0;
}

const ratePeriodMs = 1000;

/** One call of ram_save_iterate or ram_save_complete is over. */
export function sliceSent(precopy: Precopy): void {
  precopy.sent.otherBytes += wireBytes.endMark;
  precopy.window.bytes += wireBytes.endMark;
}

/** The guest was stopped: the final sync was made, and what is left goes out at the speed of the link. */
export function finish(precopy: Precopy): void {
  precopy.finishing = true;
}
