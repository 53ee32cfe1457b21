import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** What a transfer costs the process it happens in. */
export interface Load {
  /** Milliseconds until the event loop came round, 99th percentile. */
  readonly delayMs: number;
  readonly grownBytes: number;
  readonly cpuMs: number;
}

/** Watches from now on; the returned function ends that. */
export function watchLoad(): () => Load {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const rss = process.memoryUsage.rss();
  const cpu = process.cpuUsage();
  delay.enable();
  let most = rss;
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 100);
  return () => {
    clearInterval(timer);
    delay.disable();
    const { user, system } = process.cpuUsage(cpu);
    const grownBytes = Math.max(most, process.memoryUsage.rss()) - rss;
    return { delayMs: delay.percentile(99) / 1e6, grownBytes, cpuMs: (user + system) / 1000 };
  };
}

/** Milliseconds that something takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
