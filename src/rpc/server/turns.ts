/** Takes tasks in, works on so many at once, and keeps those that were on their way already in order. */
export interface Turns<T> {
  take(task: T): void;
  /** Forgets those that have not had their turn. Resolves when those that had it are over. */
  clear(): Promise<void>;
}

export interface TurnsOptions<T> {
  readonly most: number;
  /** Never rejects. */
  readonly work: (task: T) => Promise<void>;
  /** Told when no more are to come, and when there is room again. */
  readonly onFull: () => void;
  readonly onFree: () => void;
}

export function createTurns<T>({ most, work, onFull, onFree }: TurnsOptions<T>): Turns<T> {
  const waiting: T[] = [];
  const begun = new Set<Promise<void>>();
  let running = 0;

  function take(task: T) {
    if (running >= most) waiting.push(task);
    else begin(task);
  }
  function begin(task: T) {
    if (++running === most) onFull();
    run(task);
  }
  function run(task: T) {
    const over = work(task);
    begun.add(over);
    void over.finally(() => {
      begun.delete(over);
      next();
    });
  }
  function next() {
    const task = waiting.shift();
    if (task !== undefined) return run(task);
    if (running-- === most) onFree();
  }
  return {
    take,
    async clear() {
      waiting.splice(0);
      await Promise.all(begun);
    },
  };
}
