/** Work that goes on without a call that waits for it. */
export interface Unasked {
  add(work: Promise<void>): void;
  /** Resolves when none is left. */
  done(): Promise<void>;
}

export function createUnasked(): Unasked {
  const underway = new Set<Promise<void>>();
  return {
    add(work) {
      underway.add(work);
      void work.catch(() => undefined).finally(() => underway.delete(work));
    },
    async done() {
      while (underway.size > 0) await Promise.allSettled(underway);
    },
  };
}
