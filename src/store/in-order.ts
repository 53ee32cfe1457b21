/** Runs `work` after everything that was asked for the same path before. */
export type InOrder = <T>(path: string, work: () => Promise<T>) => Promise<T>;

/** One queue per path: a failure does not stop those behind it, and different paths do not wait for each other. */
export function inOrder(): InOrder {
  const last = new Map<string, Promise<unknown>>();
  return (path, work) => {
    const mine = (last.get(path) ?? Promise.resolve()).then(work, work);
    const forget = () => {
      if (last.get(path) === mine) last.delete(path);
    };
    last.set(path, mine);
    mine.then(forget, forget);
    return mine;
  };
}
