import type { Clock } from './clock.ts';

/** A clock that only moves when told to: `advance` runs what falls due, in order of time, then of registration. */
export interface VirtualClock extends Clock {
  /** Moves time forward by `ms`, running each due action at its own time and letting promises settle between. */
  advance(ms: number): Promise<void>;
  /** Runs until nothing is pending or `work` is settled; returns what `work` gives. */
  runUntil<T>(work: Promise<T>): Promise<T>;
}

interface Pending {
  readonly due: number;
  readonly action: () => void;
}

/** Starts at `start` milliseconds since 1970. */
export function virtualClock(start = Date.UTC(2026, 0, 1)): VirtualClock {
  let time = 0;
  const pending = new Set<Pending>();

  const earliest = () => [...pending].reduce<Pending | undefined>((a, b) => (a && a.due <= b.due ? a : b), undefined);
  const runNext = (next: Pending) => {
    pending.delete(next);
    time = Math.max(time, next.due);
    next.action();
  };

  return {
    now: () => start + Math.floor(time),
    monotonic: () => time,
    after(ms, action) {
      const entry = { due: time + Math.max(0, ms), action };
      pending.add(entry);
      return { cancel: () => void pending.delete(entry) };
    },
    async advance(ms) {
      const end = time + ms;
      await settle();
      for (let next = earliest(); next && next.due <= end; next = earliest()) {
        runNext(next);
        await settle();
      }
      time = end;
    },
    async runUntil(work) {
      let settled = false;
      const finish = () => {
        settled = true;
      };
      work.then(finish, finish);
      await settle();
      while (!settled) {
        const next = earliest();
        if (next) runNext(next);
        await settle();
      }
      return work;
    },
  };
}

/** Lets every promise that can settle now do so. setImmediate comes after all microtasks and pending I/O callbacks. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
