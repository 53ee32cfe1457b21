import { type Services, type Waiting, watchForDeadlock } from '../player/index.ts';

/** Clients connect to a daemon that still starts, and are answered when it has (daemonRunStateInit, recordings 9-early-*). */
export interface Gate {
  /** @throws LibvirtError where a hook is in the way for long and such waits are to fail. */
  passed(waiting: Waiting): Promise<void>;
  open(): void;
}

export function createGate(services: Services): Gate {
  let isOpen = false;
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    async passed(waiting) {
      if (isOpen) return;
      const watch = watchForDeadlock(services, waiting);
      try {
        await Promise.race([opened, failure(watch.signal)]);
      } finally {
        watch.over();
      }
    },
    open() {
      isOpen = true;
      open();
    },
  };
}

const failure = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
