import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/**
 * Loaded into a host process by NODE_OPTIONS: watches its event loop from one SIGUSR2 to the next, then writes the 99th
 * percentile of its delay, in milliseconds, to the file that the environment names.
 */
const path = process.env.HOOKLAB_BENCH_DELAY;
const delay = monitorEventLoopDelay({ resolution: 1 });
let watching = false;

if (path)
  process.on('SIGUSR2', () => {
    watching = !watching;
    if (watching) {
      delay.reset();
      delay.enable();
    } else writeFileSync(path, `${delay.percentile(99) / 1e6}\n`);
  });
