import { pageBytes } from '../memory/index.ts';
import { type Rounds, remainingBytes, transferredBytes } from './precopy.ts';
import type { XbzrleFigures } from './xbzrle.ts';

/** QEMU's words for where a migration is (MigrationStatus), as far as this one goes through them. */
export type MigrationStatus =
  | 'setup'
  | 'active'
  | 'pre-switchover'
  | 'device'
  | 'postcopy-active'
  | 'postcopy-paused'
  | 'completed'
  | 'failed'
  | 'cancelled';

/** Statistics under the names of query-migrate. Times are milliseconds, sizes bytes. */
export type TransferStats = {
  readonly [name in (typeof statNames)[number]]: number;
};

/** The same with what there only is where it was asked for. */
export type OutgoingStats = TransferStats & {
  /** Auto-converge. */
  readonly 'cpu-throttle-percentage'?: number;
  readonly 'xbzrle-cache'?: XbzrleFigures;
};

export const statNames = [
  'total-time',
  'setup-time',
  'downtime',
  'expected-downtime',
  'transferred',
  'remaining',
  'total',
  'duplicate',
  'skipped',
  'normal',
  'normal-bytes',
  'dirty-pages-rate',
  'mbps',
  'dirty-sync-count',
  'pages-per-second',
  'page-size',
  'postcopy-requests',
  'precopy-bytes',
  'downtime-bytes',
  'postcopy-bytes',
] as const;

/** What the machine does not know: milliseconds by the driver's clock, and the bytes sent before the guest stopped. */
export interface Measurement {
  readonly totalMs: number;
  readonly setupMs: number;
  readonly downtimeMs: number;
  /** Absent while the guest still runs. */
  readonly precopyBytes: number | undefined;
  /** The same when the guest was handed over; absent unless it was. */
  readonly handedOverBytes?: number | undefined;
  /** How often the destination asked for a page. */
  readonly requests?: number;
  readonly over: boolean;
}

export function transferStats(rounds: Rounds, measurement: Measurement): TransferStats {
  const { sent, dirty, measured } = rounds;
  const { totalMs, setupMs, downtimeMs, requests = 0, over } = measurement;
  const transferred = transferredBytes(rounds);
  const precopyBytes = measurement.precopyBytes ?? transferred;
  const stoppedBytes = measurement.handedOverBytes ?? transferred;
  const bytesPerMs = over ? transferred / Math.max(1, totalMs - setupMs) : measured.bytesPerMs;
  return {
    'total-time': Math.round(totalMs),
    'setup-time': Math.round(setupMs),
    downtime: Math.round(downtimeMs),
    'expected-downtime': Math.round(expectedDowntime(rounds)),
    transferred,
    remaining: remainingBytes(rounds),
    total: rounds.pages * pageBytes,
    duplicate: sent.zero,
    skipped: 0,
    normal: sent.normal,
    'normal-bytes': sent.normal * pageBytes,
    // QEMU drops it once completed; libvirt then shows none.
    'dirty-pages-rate': over ? 0 : dirty.pagesPerSecond,
    mbps: (bytesPerMs * 8) / 1000,
    'dirty-sync-count': dirty.syncs,
    'pages-per-second': Math.round(measured.pagesPerSecond),
    'page-size': pageBytes,
    'postcopy-requests': requests,
    'precopy-bytes': precopyBytes,
    'downtime-bytes': stoppedBytes - precopyBytes,
    'postcopy-bytes': transferred - stoppedBytes,
  };
}

/** QEMU leaves the limit in place until a dirty rate is known and something was sent. */
function expectedDowntime({ dirty, measured, limits, pendingPages }: Rounds): number {
  if (dirty.pagesPerSecond === 0 || measured.bytesPerMs === 0) return limits.downtimeMs;
  return (pendingPages * pageBytes) / measured.bytesPerMs;
}
