import { type Clock, sleep } from '../../clock/index.ts';
import type { Pace } from '../memory/index.ts';

/** Bytes of work after which others get their turn; a loop that never waits would starve their timers. */
const turnBytes = 16 * 1024 * 1024;

/** Counts bytes of work and gives way to the event loop every 16 MiB. */
export function createPace(clock: Clock): Pace {
  let done = 0;
  return async (bytes) => {
    done += bytes;
    if (done < turnBytes) return;
    done = 0;
    await sleep(clock, 0);
  };
}
