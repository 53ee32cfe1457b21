import type { Clock } from '../clock/index.ts';
import { fileError } from './file-error.ts';
import { inOrder } from './in-order.ts';
import { type MemoryFiles, memoryFiles, systemError } from './memory-files.ts';
import type { Store } from './store.ts';

/** A fault that the next operations of one kind meet. */
export interface StoreFault {
  readonly operation: keyof Store;
  /** The file or directory; any when left out. */
  readonly path?: string;
  /** Name of the system error, such as `ENOSPC`. */
  readonly code: string;
  /** How often; 1 by default. */
  readonly times?: number;
}

/** The simulation's files: nothing outlives the process that holds them. */
export interface MemoryStore extends Store {
  /** Makes operations fail as a full or broken disk would. */
  fail(fault: StoreFault): void;
  /**
   * The host's process dies now: changes it still waits for are lost whole, and nothing it asks of this store is ever
   * answered. Returns the same files for the process that starts next.
   */
  crash(): MemoryStore;
}

export interface MemoryStoreOptions {
  /** Times the operations; without one they take effect in a later microtask. */
  readonly clock?: Clock;
  /** Milliseconds that every operation takes on that clock; 0 by default. */
  readonly delayMs?: number;
}

/** An empty store in memory. */
export function memoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  return openStore(memoryFiles(), options);
}

const attempts: Record<keyof Store, string> = {
  read: 'Failed to read file',
  write: 'cannot write data to file',
  append: 'cannot write data to file',
  remove: 'cannot remove file',
  list: 'cannot open directory',
  hasDirectory: 'cannot open directory',
};

function openStore(files: MemoryFiles, options: MemoryStoreOptions): MemoryStore {
  const queue = inOrder();
  const faults: { rule: StoreFault; left: number }[] = [];
  let alive = true;

  const meetFault = (operation: keyof Store, path: string) => {
    const hit = faults.find(({ rule, left }) => left > 0 && rule.operation === operation && applies(rule, path));
    if (!hit) return;
    hit.left -= 1;
    throw systemError(hit.rule.code);
  };
  const operate = async <T>(operation: keyof Store, path: string, work: () => T): Promise<T> => {
    await step(options);
    if (!alive) return new Promise<T>(() => undefined);
    try {
      meetFault(operation, path);
      return work();
    } catch (error) {
      throw fileError(attempts[operation], path, error);
    }
  };
  const change = (operation: keyof Store, path: string, work: () => void) =>
    queue(path, () => operate(operation, path, work));

  return {
    read: (path) => operate('read', path, () => files.read(path)),
    write: (path, content) => {
      const bytes = toBytes(content);
      return change('write', path, () => files.write(path, bytes));
    },
    append: (path, text) => change('append', path, () => files.append(path, toBytes(text))),
    remove: (path) => change('remove', path, () => files.remove(path)),
    list: (directory) => operate('list', directory, () => files.list(directory)),
    hasDirectory: (directory) => operate('hasDirectory', directory, () => true),
    fail: (rule) => void faults.push({ rule, left: rule.times ?? 1 }),
    crash() {
      alive = false;
      return openStore(files, options);
    },
  };
}

const applies = (rule: StoreFault, path: string) => rule.path === undefined || rule.path === path;

const step = ({ clock, delayMs = 0 }: MemoryStoreOptions) =>
  clock ? new Promise<void>((resolve) => clock.after(delayMs, resolve)) : Promise.resolve();

const toBytes = (content: string | Uint8Array) =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content.slice();
