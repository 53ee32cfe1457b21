import type { Clock } from '../../clock/index.ts';
import type { Memory } from '../memory/index.ts';
import type { AutoConverge } from './auto-converge.ts';
import type { Parallel } from './begin.ts';
import type { DeviceState, GuestSnapshot } from './messages.ts';
import { type Precopy, remainingBytes, transferredBytes } from './precopy.ts';
import { type MigrationStatus, type OutgoingStats, transferStats } from './stats.ts';
import type { SenderStream } from './stream.ts';
import type { Whole } from './whole.ts';
import type { Xbzrle } from './xbzrle.ts';

/** The guest as its migration needs it. */
export interface MovingGuest {
  readonly uuid: string;
  readonly memory: Memory;
  readonly running: boolean;
  /** Clock.monotonic when it last stood still. */
  readonly haltedAt: number;
  /** Slows the guest down by this many per cent of its time; 0 is full speed. */
  throttle(percent: number): void;
  /** Does to the memory what the guest did since one last looked. */
  catchUp(): void;
  /** Whether a snapshot has the memory's hash. */
  hashed: boolean;
  /** What the guest is, once it stands still. */
  snapshot(): Promise<GuestSnapshot>;
  deviceState(): DeviceState;
}

/** A round is over: what was sent since the last sync, and what is left after this one. */
export interface RoundReport {
  /** 1 is the round that sends all of the memory. */
  readonly round: number;
  /** Pages with content. */
  readonly pages: number;
  /** In QEMU's accounting, zero pages included. */
  readonly bytes: number;
  /** Bytes. */
  readonly remaining: number;
}

/** Everything that one outgoing migration remembers. */
export interface Sending {
  readonly guest: MovingGuest;
  readonly clock: Clock;
  readonly stream: SenderStream;
  readonly precopy: Precopy;
  readonly onRound: (report: RoundReport) => void;
  readonly startedAt: number;
  /** Whether every page goes with its checksum. */
  readonly verified: boolean;
  readonly whole: Whole;
  /** Absent unless it was asked for. */
  readonly throttle: AutoConverge | undefined;
  readonly parallel: Parallel | undefined;
  /** Absent unless it was asked for. */
  readonly xbzrle: Xbzrle | undefined;
  sequence: number;
  status: MigrationStatus;
  setupMs: number;
  downtimeMs: number;
  /** Clock.monotonic when little enough was left to stop the guest. */
  switchOverAt: number | undefined;
  /** Bytes sent before the guest stopped. */
  precopyBytes: number | undefined;
  /** Bytes sent when the guest was handed over (post-copy). */
  handedOverBytes: number | undefined;
  /** Pages that the guest at the destination waits for, in the order in which it asked; and how often it did. */
  readonly wanted: number[];
  requests: number;
  /** Bytes per second while the destination's guest runs; Infinity where there is no limit. */
  readonly postcopyBytesPerSecond: number;
  /** Clock.monotonic when it was over. */
  endedAt: number | undefined;
  /** Sent up to the last report. */
  reported: { pages: number; bytes: number };
}

/** Tells of the round that ends now. */
export function reportRound(sending: Sending, round: number): void {
  const { precopy, reported } = sending;
  const pages = precopy.sent.normal;
  const bytes = transferredBytes(precopy);
  const since = { pages: pages - reported.pages, bytes: bytes - reported.bytes };
  sending.reported = { pages, bytes };
  sending.onRound({ round, ...since, remaining: remainingBytes(precopy) });
}

export function statsOf(sending: Sending): OutgoingStats {
  const { clock, precopy, startedAt, endedAt, status } = sending;
  const totalMs = (endedAt ?? clock.monotonic()) - startedAt;
  const over = status === 'completed';
  const stats = transferStats(precopy, { ...sending, totalMs, over });
  return {
    ...stats,
    ...(sending.throttle && { 'cpu-throttle-percentage': sending.throttle.percent }),
    ...(sending.xbzrle && { 'xbzrle-cache': sending.xbzrle.figures }),
  };
}
