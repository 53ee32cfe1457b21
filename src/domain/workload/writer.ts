import { createBitmap, hasBit, type Memory, pageBytes, setBit } from '../memory/index.ts';
import { mix } from './mix.ts';
import type { Workload } from './workload.ts';

/** The part of a workload that writes. Its n-th write (n from 0) is a pure function, so only n must be remembered. */
export interface Writer {
  readonly pages: number;
  readonly pagesPerSecond: number;
  readonly pageOf: (n: number) => number;
}

/** An idle workload has none. */
export function writersOf({ pattern, seed, workingSetMiB, pagesPerSecond }: Workload): readonly Writer[] {
  const pages = workingSetMiB * pagesPerMiB;
  const start = Math.floor((mix(seed, 0) / 2 ** 32) * pages);
  const sequential = (n: number) => (start + n) % pages;
  const random = (n: number) => Math.floor((mix(seed, n) / 2 ** 32) * pages);
  if (pattern === 'idle') return [];
  return [{ pages, pagesPerSecond, pageOf: pattern === 'sequential' ? sequential : random }];
}

export const pagesPerMiB = 2 ** 20 / pageBytes;

/** Where on its page a writer puts its stamp; the first word of page 0 is the tick counter's. */
const stampOffset = 8;
const stamp = (memory: Memory, writer: Writer, n: number) => memory.writeWord(writer.pageOf(n), stampOffset, n + 1);

/** Does the writes numbered `from` up to, not including, `to`. */
export function write(memory: Memory, writer: Writer, from: number, to: number): void {
  if (to - from > manyRounds * writer.pages) writeLast(memory, writer, from, to);
  else for (let n = from; n < to; n++) stamp(memory, writer, n);
}

/** Beyond this many times the working set it is cheaper to ask which write to each page was the last. */
const manyRounds = 4;

/** Goes backwards until every page of the working set was met, so a guest that ran for days is brought up at once. */
function writeLast(memory: Memory, writer: Writer, from: number, to: number): void {
  const met = createBitmap(writer.pages);
  let left = writer.pages;
  for (let n = to - 1; n >= from && left > 0; n--) {
    const page = writer.pageOf(n);
    if (hasBit(met, page)) continue;
    setBit(met, page);
    left -= 1;
    stamp(memory, writer, n);
  }
}
