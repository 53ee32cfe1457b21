/** Time behind a port, so that the same code runs in real processes and in a seeded simulation. */
export interface Clock {
  /** Milliseconds since 1970, for log lines and journal entries. */
  now(): number;
  /** Milliseconds from an arbitrary start, never going back: for durations and pacing. */
  monotonic(): number;
  /** Runs `action` once after at least `ms` milliseconds. */
  after(ms: number, action: () => void): Timer;
}

/** A pending action; `cancel` is harmless when it already ran. */
export interface Timer {
  cancel(): void;
}

/** Resolves after `ms` milliseconds of this clock, or as soon as the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.after(ms, done);
    signal?.addEventListener('abort', done, { once: true });
    function done() {
      timer.cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    }
  });
}
