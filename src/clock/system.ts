import { performance } from 'node:perf_hooks';
import type { Clock } from './clock.ts';

/** The machine's own clock. A pending action does not keep the process alive by itself only when `unref` says so. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};
