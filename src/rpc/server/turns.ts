/** Takes tasks in, works on so many at once, and keeps the others in order. */
export interface Turns<T> {
  take(task: T): void;
  /** Forgets those that have not had their turn. */
  clear(): void;
}

export interface TurnsOptions<T> {
  readonly most: number;
  /** Never rejects. */
  readonly work: (task: T) => Promise<void>;
  /** Told when a task has to wait where none did, and when none does any more. */
  readonly onFull: () => void;
  readonly onFree: () => void;
}

export function createTurns<T>({ most, work, onFull, onFree }: TurnsOptions<T>): Turns<T> {
  const waiting: T[] = [];
  let running = 0;

  function take(task: T) {
    if (running < most) begin(task);
    else if (waiting.push(task) === 1) onFull();
  }
  function begin(task: T) {
    running += 1;
    void work(task).finally(next);
  }
  function next() {
    running -= 1;
    const [task] = waiting.splice(0, 1);
    if (task === undefined) return;
    if (waiting.length === 0) onFree();
    begin(task);
  }
  return {
    take,
    clear: () => void waiting.splice(0),
  };
}
