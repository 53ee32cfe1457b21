import type { Store } from './store.ts';

/** A store that can die with the host it belongs to: from then on nothing asked of it ever happens. */
export interface MortalStore extends Store {
  die(): void;
}

/** What `kill -9` of a process does to its files, for hosts that share a process with their tests. */
export function mortalStore(store: Store): MortalStore {
  let dead = false;
  const whileAlive =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      dead ? new Promise(() => {}) : work(...args);
  return {
    read: whileAlive(store.read),
    write: whileAlive(store.write),
    append: whileAlive(store.append),
    remove: whileAlive(store.remove),
    list: whileAlive(store.list),
    hasDirectory: whileAlive(store.hasDirectory),
    die() {
      dead = true;
    },
  };
}
