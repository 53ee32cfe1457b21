import { type Bitmap, createBitmap, pageBytes } from '../memory/index.ts';
import type { TransferLimits } from './limits.ts';
import { isSpent, type Measured, measure, msLeft, openWindow, type Window } from './window.ts';

/**
 * QEMU's pre-copy as a machine without clock or socket (migration.c and ram.c of QEMU 7.2): it is asked what to do next
 * and told what was done. Whoever drives it gives the time, so a prediction runs the same machine as a real transfer.
 * It only counts pages; which pages they are is the driver's business.
 */
export interface Rounds {
  readonly limits: TransferLimits;
  /** All pages of the guest. */
  readonly pages: number;
  /** Pages still to be sent. */
  pendingPages: number;
  window: Window;
  measured: Measured;
  /** Bytes that go out within the downtime limit at the measured bandwidth; 0 until the first window is over. */
  threshold: number;
  /** The dirty log was just read, so the next decision stands on fresh numbers. */
  justSynced: boolean;
  /** The guest stands still: no budget any more. */
  finishing: boolean;
  /** Somebody wished that the guest run on at the destination before all of it is there (migrate-start-postcopy). */
  postcopyAsked: boolean;
  readonly sent: Sent;
  readonly dirty: DirtyPeriod;
}

/** The same with the pages of a real guest. */
export interface Precopy extends Rounds {
  /** Pages still to be sent. */
  readonly pending: Bitmap;
  /** The scan goes on where it was and wraps around. */
  cursor: number;
}

/** What went out, as QEMU counts it. */
export interface Sent {
  normal: number;
  zero: number;
  /** Pages of which only the changed bytes went out (xbzrle). */
  delta: number;
  /** Names of the memory's blocks, end marks. */
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
  | { readonly do: 'hand over' }
  | { readonly do: 'finish' };

/** What a page goes out as. */
export type PageKind = 'normal' | 'zero' | 'delta';

/**
 * Bytes on QEMU's wire. A delta is 8 bytes of header, 3 of its own, and 3 for one changed byte (save_xbzrle_page). The
 * names are those of memory and of the firmware's five blocks, each sent once (recordings 3b-*: a rest of 92 bytes).
 */
export const wireBytes = { normal: pageBytes + 8, zero: 9, delta: 14, endMark: 8, blockNames: 84 } as const;

export interface PrecopyStart {
  readonly pages: number;
  readonly limits: TransferLimits;
  readonly now: number;
}

/** All pages wait to be sent, and the first of the syncs (setup) is done. */
export const startPrecopy = (start: PrecopyStart): Precopy =>
  Object.assign(startRounds(start), { pending: createBitmap(start.pages, true), cursor: 0 });

/** The same, without any memory behind it. */
export function startRounds({ pages, limits, now }: PrecopyStart): Rounds {
  return {
    limits,
    pages,
    pendingPages: pages,
    window: openWindow(now),
    measured: { bytesPerMs: 0, pagesPerSecond: 0 },
    threshold: 0,
    justSynced: false,
    finishing: false,
    postcopyAsked: false,
    sent: { normal: 0, zero: 0, delta: 0, otherBytes: wireBytes.blockNames },
    dirty: { syncs: 1, pages: 0, since: now, pagesPerSecond: 0 },
  };
}

export const remainingBytes = ({ pendingPages }: Rounds) => pendingPages * pageBytes;
export const transferredBytes = ({ sent }: Rounds) =>
  sent.normal * wireBytes.normal + sent.zero * wireBytes.zero + sent.delta * wireBytes.delta + sent.otherBytes;

/** What QEMU's migration thread does next (migration_iteration_run, migration_rate_limit). */
export function nextStep(rounds: Rounds, now: number): Step {
  if (rounds.justSynced) return decide(rounds);
  roll(rounds, now);
  if (isSpent(rounds.window, rounds.limits)) return { do: 'wait', ms: msLeft(rounds.window, now) };
  return remainingBytes(rounds) < rounds.threshold ? { do: 'sync' } : decide(rounds);
}

/** Little is left by fresh numbers: finish. A switch to post-copy is made only where there still is much. */
function decide(rounds: Rounds): Step {
  rounds.justSynced = false;
  const remaining = remainingBytes(rounds);
  if (remaining === 0 || remaining < rounds.threshold) return { do: 'finish' };
  return { do: rounds.postcopyAsked ? 'hand over' : 'send' };
}

function roll(rounds: Rounds, now: number): void {
  const measured = measure(rounds.window, now);
  if (!measured) return;
  rounds.measured = measured;
  rounds.threshold = measured.bytesPerMs * rounds.limits.downtimeMs;
  rounds.window = openWindow(now);
}

/** The dirty log was merged into what is pending; `found` pages were not waiting already (migration_bitmap_sync). */
export function synced(rounds: Rounds, found: number, now: number): void {
  const { dirty } = rounds;
  rounds.pendingPages += found;
  rounds.justSynced = true;
  dirty.syncs += 1;
  dirty.pages += found;
  if (!refreshes(rounds, now)) return;
  dirty.pagesPerSecond = Math.round((dirty.pages * 1000) / (now - dirty.since));
  dirty.since = now;
  dirty.pages = 0;
}

/** Whether a sync now begins a new period of the dirty rate. */
export const refreshes = ({ dirty }: Rounds, now: number): boolean => now - dirty.since > ratePeriodMs;
const ratePeriodMs = 1000;

/** Pages that were pending went out. */
export function pagesSent(rounds: Rounds, kind: PageKind, count: number): void {
  rounds.pendingPages -= count;
  rounds.sent[kind] += count;
  rounds.window.pages += count;
  rounds.window.bytes += count * wireBytes[kind];
}

/** A page that was pending does not go out. */
export const pageUnchanged = (rounds: Rounds): void => {
  rounds.pendingPages -= 1;
};

/** Bytes went out that belong to no page. */
export function otherBytesSent(rounds: Rounds, bytes: number): void {
  rounds.sent.otherBytes += bytes;
  rounds.window.bytes += bytes;
}

/** One call of ram_save_iterate is over; the mark of the last one, of ram_save_complete, is not counted. */
export const sliceSent = (rounds: Rounds): void => otherBytesSent(rounds, wireBytes.endMark);

/** The guest was stopped: the final sync was made, and what is left goes out at the speed of the link. */
export function finish(rounds: Rounds): void {
  rounds.finishing = true;
}
