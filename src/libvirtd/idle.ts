import type { Clock, Timer } from '../clock/index.ts';

export interface IdleOptions {
  readonly clock: Clock;
  /** 0: never. */
  readonly seconds: number;
  /** Whether something other than clients keeps the daemon alive, as a guest that runs does. */
  readonly busy: () => boolean;
  readonly onIdle: () => void;
}

/** libvirtd's `--timeout`: told how many clients there are, it calls when nobody needed the daemon for so long. */
export function idleWatch({ clock, seconds, busy, onIdle }: IdleOptions) {
  let timer: Timer | undefined;
  const wait = () => {
    timer = clock.after(seconds * 1000, () => (busy() ? wait() : onIdle()));
  };
  const stop = () => timer?.cancel();
  return {
    clients(count: number) {
      stop();
      if (seconds > 0 && count === 0) wait();
    },
    stop,
  };
}
