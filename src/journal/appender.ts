import type { Store } from '../store/store.ts';

/** Adds text to the end of one file, in order; what comes while the disk is busy goes in one piece afterwards. */
export interface Appender {
  write(text: string): void;
  /** Resolves once everything written so far is in the store, or could not be put there. */
  flushed(): Promise<void>;
}

export interface AppenderOptions {
  readonly store: Store;
  readonly path: string;
  /** Told of text that is lost because the store fails or is too slow; by default nobody is. */
  readonly onLost?: (error: Error) => void;
}

/** Characters that may wait for a slow disk; what comes on top is lost. */
const maxWaiting = 64 * 1024 * 1024;

export function createAppender({ store, path, onLost = () => {} }: AppenderOptions): Appender {
  let waiting: string[] = [];
  let size = 0;
  let work: Promise<void> | undefined;

  const drain = async () => {
    while (waiting.length > 0) {
      const text = waiting.join('');
      waiting = [];
      size = 0;
      await store.append(path, text).catch((error: unknown) => onLost(asError(error)));
    }
    work = undefined;
  };
  return {
    write(text) {
      if (size + text.length > maxWaiting) return onLost(new Error(`${path}: the disk is too slow`));
      waiting.push(text);
      size += text.length;
      work ??= drain();
    },
    flushed: async () => {
      while (work) await work;
    },
  };
}

const asError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));
