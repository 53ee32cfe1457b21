/** Those who wait until little enough of what was sent is still waiting to leave. */
export interface Drain {
  /** Resolves once at most `bytes` wait, or nothing will leave any more. */
  until(bytes: number): Promise<void>;
  /** To be called whenever something left. */
  check(): void;
  /** To be called when the link is gone. */
  end(): void;
}

/** `waiting` gives the bytes that have not left yet. */
export function drain(waiting: () => number): Drain {
  const waiters = new Set<{ bytes: number; resolve: () => void }>();
  let ended = false;
  const check = () => {
    for (const waiter of waiters) {
      if (!ended && waiting() > waiter.bytes) continue;
      waiters.delete(waiter);
      waiter.resolve();
    }
  };
  return {
    check,
    until: (bytes) =>
      new Promise((resolve) => {
        waiters.add({ bytes, resolve });
        check();
      }),
    end() {
      ended = true;
      check();
    },
  };
}
