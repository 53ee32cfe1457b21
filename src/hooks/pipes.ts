import { closeSync } from 'node:fs';
import { systemError } from '../store/memory-files.ts';
import { makePipes } from './make-pipes.ts';

/** A stock of pipes for scripts. A pipe is used once: whoever still holds one cannot meet the next call's bytes. */
export interface PipePool {
  /**
   * Descriptors of `count` fresh pipes; the taker closes them.
   * @throws the system's error when no pipes can be made, for instance EMFILE, and ECANCELED after `dispose`.
   */
  take(count: number): Promise<readonly number[]>;
  /** Closes what is in stock. */
  dispose(): void;
}

interface Waiting {
  readonly count: number;
  readonly resolve: (pipes: readonly number[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Made when the first are asked for, a dozen at once, then in the background and twice as many whenever half are gone. */
export function createPipePool(make: (count: number) => Promise<readonly number[]> = makePipes): PipePool {
  const stock: number[] = [];
  const waiting: Waiting[] = [];
  let lastBatch = 0;
  let filling = false;
  let disposed = false;

  const refuse = (error: unknown) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  const close = () => {
    for (const pipe of stock.splice(0)) closeSync(pipe);
    refuse(systemError('ECANCELED'));
  };
  const serve = () => {
    for (let next = waiting[0]; next && next.count <= stock.length; next = waiting[0]) {
      waiting.shift();
      next.resolve(stock.splice(0, next.count));
    }
  };
  const settle = () => {
    if (disposed) return close();
    serve();
    if (!filling && (waiting.length > 0 || stock.length < lastBatch / 2)) void fill();
  };

  async function fill(): Promise<void> {
    const missing = waiting.reduce((sum, { count }) => sum + count, 0) - stock.length;
    filling = true;
    lastBatch = Math.min(largestBatch, Math.max(firstBatch, lastBatch * 2, missing));
    await make(lastBatch).then((pipes) => void stock.push(...pipes), refuse);
    filling = false;
    if (stock.length > 0) settle();
  }

  return {
    take: (count) =>
      new Promise((resolve, reject) => {
        waiting.push({ count, resolve, reject });
        settle();
      }),
    dispose() {
      disposed = true;
      close();
    },
  };
}

const firstBatch = 12;
/** For 32 calls; six pipes are a shell process for some milliseconds. */
const largestBatch = 96;
