/** A lock that serves its waiters in the order they came. */
export interface Lock {
  /** Resolves with the function that releases the lock; rejects with the signal's reason when it is aborted first. */
  acquire(api: string, signal?: AbortSignal): Promise<Release>;
  /** The libvirt API that holds the lock now. */
  readonly holder: string | undefined;
}
export type Release = () => void;

interface Waiter {
  readonly api: string;
  readonly enter: () => void;
}

export function createLock(): Lock {
  const waiters: Waiter[] = [];
  let holder: string | undefined;

  const next = () => {
    const waiter = waiters.shift();
    holder = waiter?.api;
    waiter?.enter();
  };
  const release = () => {
    let released = false;
    return () => {
      if (!released) next();
      released = true;
    };
  };
  return {
    get holder() {
      return holder;
    },
    acquire(api, signal) {
      if (signal?.aborted) return Promise.reject(signal.reason);
      if (holder === undefined) {
        holder = api;
        return Promise.resolve(release());
      }
      return new Promise((resolve, reject) => {
        const waiter = { api, enter: () => enter() };
        const leave = () => {
          waiters.splice(waiters.indexOf(waiter), 1);
          reject(signal?.reason);
        };
        const enter = () => {
          signal?.removeEventListener('abort', leave);
          resolve(release());
        };
        waiters.push(waiter);
        signal?.addEventListener('abort', leave, { once: true });
      });
    },
  };
}
