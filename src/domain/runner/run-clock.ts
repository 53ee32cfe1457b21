import type { Clock } from '../../clock/index.ts';

/** A guest's own time, in whole microseconds. It passes only while the guest runs. */
export interface RunClock {
  readonly running: boolean;
  /** Clock.monotonic when it last stopped. */
  readonly haltedAt: number;
  /** Guest time since boot. */
  readonly us: number;
  run(): void;
  halt(): void;
  /** Sets the guest's time; it goes on running if it did. */
  set(us: number): void;
  /** The guest's time does not pass this one until another is set; it goes on from there then. Undefined is none. */
  stopAt(us: number | undefined): void;
  /** From now on the guest's time passes slower, by this many per cent; 0 is full speed. */
  throttle(percent: number): void;
  /** Milliseconds until that guest time, if it runs on as it does now. */
  msUntil(us: number): number;
}

/** Stands still at 0. */
export function createRunClock(clock: Clock): RunClock {
  let base = 0;
  let since: number | undefined;
  let haltedAt = clock.monotonic();
  let share = 1;
  let limit = Number.POSITIVE_INFINITY;
  const passed = () => (since === undefined ? 0 : Math.round((clock.monotonic() - since) * 1000 * share));
  const us = () => Math.max(base, Math.min(base + passed(), limit));
  const set = (value: number) => {
    base = value;
    if (since !== undefined) since = clock.monotonic();
  };
  return {
    get running() {
      return since !== undefined;
    },
    get haltedAt() {
      return haltedAt;
    },
    get us() {
      return us();
    },
    run() {
      since ??= clock.monotonic();
    },
    halt() {
      if (since === undefined) return;
      base = us();
      since = undefined;
      haltedAt = clock.monotonic();
    },
    set,
    stopAt(value = Number.POSITIVE_INFINITY) {
      set(us());
      limit = value;
    },
    throttle(percent) {
      set(us());
      share = 1 - percent / 100;
    },
    msUntil: (due) => Math.max(0, (due - us()) / 1000 / share),
  };
}
