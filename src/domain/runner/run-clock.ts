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
}

/** Stands still at 0. */
export function createRunClock(clock: Clock): RunClock {
  let base = 0;
  let since: number | undefined;
  let haltedAt = clock.monotonic();
  const us = () => base + (since === undefined ? 0 : Math.round((clock.monotonic() - since) * 1000));
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
    set(value) {
      base = value;
      if (since !== undefined) since = clock.monotonic();
    },
  };
}
