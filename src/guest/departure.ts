import type { Clock, Timer } from '../clock/index.ts';
import type { CopyEnd, Guest, GuestSnapshot, OutgoingMigration } from '../domain/runner/index.ts';
import type { Departure, GuestEvents } from '../domain/runner/process/index.ts';
import { LibvirtError } from '../protocol/errors.ts';

/** The guest's way to another process. While it lasts the daemon is told how it stands, ten times a second. */
export interface Departing {
  open(guest: Guest, departure: Departure): Promise<void>;
  now(): OutgoingMigration;
  copy(): Promise<CopyEnd>;
  complete(): Promise<GuestSnapshot>;
  handOver(): Promise<GuestSnapshot>;
  fill(): Promise<void>;
  cancel(error?: LibvirtError): void;
  /** Nobody waits for it any more. What was handed over in post-copy goes on: the guest is nowhere else whole. */
  abandon(): void;
}

type Tell = <E extends 'round' | 'stats'>(event: E, told: GuestEvents[E]) => void;

/** Milliseconds between two reports: QEMU's own window, in which nothing it measures changes. */
const reportMs = 100;

export function createDeparture(clock: Clock, tell: Tell): Departing {
  const cancelled = new AbortController();
  let outgoing: OutgoingMigration | undefined;
  let timer: Timer | undefined;
  const now = () => {
    if (!outgoing) throw new LibvirtError('operation invalid', 'no job is active on the domain', 'qemu');
    return outgoing;
  };
  const report = () => tell('stats', { status: now().status, stats: now().stats() });
  const reporting = () => {
    report();
    timer = clock.after(reportMs, reporting);
  };
  /** The last figures are told before the answer, so that whoever gets it has them. */
  const told = <T>(work: Promise<T>) => {
    timer?.cancel();
    reporting();
    return work.finally(() => {
      timer?.cancel();
      report();
    });
  };
  return {
    now,
    async open(guest, departure) {
      outgoing = await guest.migrateTo({
        ...departure,
        signal: cancelled.signal,
        onRound: (round) => tell('round', round),
      });
    },
    copy: () => told(now().copy()),
    complete: () => told(now().complete()),
    handOver: () => told(now().handOver()),
    fill: () => told(now().fill()),
    abandon() {
      if (outgoing?.status === 'postcopy-active') return;
      if (outgoing) outgoing.abort();
      else cancelled.abort();
    },
    cancel: (error) => (error || !outgoing ? cancelled.abort(error) : outgoing.abort()),
  };
}
