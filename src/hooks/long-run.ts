import type { Clock, Timer } from '../clock/index.ts';
import type { HookCall } from './call.ts';
import type { LogLine } from './scan.ts';

/** Milliseconds until a script is first told of, and the longest time between two lines; each wait is twice the last. */
const firstMs = 10_000;
const longestMs = 600_000;

/** A script that runs now, as far as it is watched. */
export interface LongRun {
  /** So many more bytes were printed. */
  printed(bytes: number): void;
  over(): void;
}

interface Watched {
  readonly clock: Clock;
  readonly path: string;
  readonly call: HookCall;
  readonly log: (line: LogLine) => void;
}

/**
 * Tells of a script that takes long, again and again: libvirt sets it no limit of time or output, and says nothing
 * (libvirt-facts.md B3).
 */
export function watchLongRun({ clock, path, call, log }: Watched): LongRun {
  const since = clock.monotonic();
  let bytes = 0;
  let wait = firstMs;
  let timer: Timer = clock.after(wait, tell);

  function tell() {
    const seconds = Math.round((clock.monotonic() - since) / 1000);
    const { object, operation } = call;
    const text = `hook script ${path} (${object} ${operation}) has been running for ${seconds} s and has printed ${bytes} bytes; libvirt waits until it ends`;
    log({ level: 'warning', text: `hooklab : ${text}` });
    wait = Math.min(wait * 2, longestMs);
    timer = clock.after(wait, tell);
  }
  return {
    printed: (more) => {
      bytes += more;
    },
    over: () => timer.cancel(),
  };
}
