import { performance } from 'node:perf_hooks';
import type { Clock, Timer } from './clock.ts';

/** The machine's own clock. A pending action does not keep the process alive by itself only when `unref` says so. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, action) {
    if (ms <= 0) return soon(action);
    const timer = setTimeout(action, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Once what waits has had its turn; the shortest time-out takes a millisecond. */
function soon(action: () => void): Timer {
  const immediate = setImmediate(action);
  return { cancel: () => clearImmediate(immediate) };
}
