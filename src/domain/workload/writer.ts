import { createBitmap, hasBit, type Memory, pageBytes, setBit } from '../memory/index.ts';
import { mix } from './mix.ts';
import { traceWriter } from './trace.ts';
import type { Workload, WorkloadRegion } from './workload.ts';

/** The part of a workload that writes. Its n-th write (n from 0) is a pure function, so only n must be remembered. */
export interface Writer {
  /** Its pages end before this one. */
  readonly end: number;
  /** Distinct pages that it writes to, at most. */
  readonly pages: number;
  /** How many writes there are until it begins again, of a trace. */
  readonly period?: number;
  readonly pageOf: (n: number) => number;
  /** Writes due by a guest time, in microseconds. */
  readonly dueAt: (us: number) => number;
  /** The first whole microsecond at which write n is due. */
  readonly usOf: (n: number) => number;
}

/** An idle workload has none. Its own pattern's comes first, then its regions', then its trace's. */
export function writersOf({ pattern, seed, trace, regions = [], ...own }: Workload): readonly Writer[] {
  const first = pattern === 'idle' ? [] : [{ ...own, pattern, startMiB: 0, sizeMiB: own.workingSetMiB }];
  const all = [...first, ...regions].map((region, index) => regionWriter(region, seed + index));
  return trace ? [...all, traceWriter(trace)] : all;
}

function regionWriter({ pattern, pagesPerSecond, startMiB, sizeMiB }: WorkloadRegion, seed: number): Writer {
  const [first, pages] = [startMiB * pagesPerMiB, sizeMiB * pagesPerMiB];
  const start = Math.floor((mix(seed, 0) / 2 ** 32) * pages);
  const sequential = (n: number) => first + ((start + n) % pages);
  const random = (n: number) => first + Math.floor((mix(seed, n) / 2 ** 32) * pages);
  const dueAt = (us: number) => Math.floor((us * pagesPerSecond) / 1_000_000);
  return {
    end: first + pages,
    pages,
    pageOf: pattern === 'sequential' ? sequential : random,
    dueAt,
    usOf(n) {
      const us = Math.floor(((n + 1) * 1_000_000) / pagesPerSecond);
      return dueAt(us) > n ? us : us + 1;
    },
  };
}

export const pagesPerMiB = 2 ** 20 / pageBytes;

/**
 * Where on its page the writer with that number puts its stamp: each has its own place, so that it does not matter who
 * comes last. The first word of page 0 is the tick counter's, the third of each page is what it was filled with.
 */
const stampOffset = (writer: number) => (writer === 0 ? 8 : 16 + 8 * writer);

/** Does the writes numbered `from` up to, not including, `to`, of the writer with that number. */
export function write(memory: Memory, writer: Writer, { number, from, to }: Writes): void {
  const offset = stampOffset(number);
  const stamp = (n: number) => memory.writeWord(writer.pageOf(n), offset, n + 1);
  if (to - from > manyRounds * writer.pages) lastWrites(writer, from, to, stamp);
  else for (let n = from; n < to; n++) stamp(n);
}

export interface Writes {
  readonly number: number;
  readonly from: number;
  readonly to: number;
}

/** Beyond this many times the working set it is cheaper to ask which write to each page was the last. */
const manyRounds = 4;

/** Goes backwards until every page of the working set was met, so a guest that ran for days is brought up at once. */
function lastWrites(writer: Writer, from: number, to: number, stamp: (n: number) => void): void {
  const met = createBitmap(writer.end);
  let left = writer.pages;
  for (let n = to - 1; n >= from && left > 0; n--) {
    const page = writer.pageOf(n);
    if (hasBit(met, page)) continue;
    setBit(met, page);
    left -= 1;
    stamp(n);
  }
}
