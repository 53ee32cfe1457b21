import type { Bitmap } from '../memory/index.ts';
import type { Writer } from '../workload/writer.ts';
import { setRun } from './bit-runs.ts';
import { draw } from './draw.ts';

/** A writer and where its pages begin in a bitmap. */
export interface Place {
  readonly writer: Writer;
  readonly kind: 'sequential' | 'random' | 'trace';
  readonly offset: number;
}

/** Which of a writer's writes: from number `from` up to, not including, `to`. */
export interface Writes {
  readonly from: number;
  readonly to: number;
}

/**
 * More random writes than this between two looks are drawn from the law of such writes instead of being made one by
 * one, which would take longer.
 */
export const mostMade = 2 ** 18;

/** Marks the pages that these writes touch; returns how many were not marked before. */
export function mark(bitmap: Bitmap, place: Place, writes: Writes): number {
  if (writes.to <= writes.from) return 0;
  if (place.kind === 'sequential') return markRing(bitmap, place, writes);
  if (place.kind === 'trace') return markEach(bitmap, place, lastPeriod(place.writer, writes));
  return writes.to - writes.from > mostMade ? drawn(bitmap, place, writes) : markEach(bitmap, place, writes);
}

/** What came before the last time through a trace was on the same pages. */
const lastPeriod = ({ period = Infinity }: Writer, { from, to }: Writes): Writes => ({
  from: Math.max(from, to - period),
  to,
});

function markRing(bitmap: Bitmap, { writer, offset }: Place, { from, to }: Writes): number {
  const count = Math.min(to - from, writer.pages);
  const start = writer.pageOf(to - count);
  const before = Math.min(count, writer.pages - start);
  return setRun(bitmap, offset + start, before) + setRun(bitmap, offset, count - before);
}

function markEach({ words }: Bitmap, { writer, offset }: Place, { from, to }: Writes): number {
  let fresh = 0;
  for (let n = from; n < to; n++) {
    const page = offset + writer.pageOf(n);
    const word = words[page >>> 5] ?? 0;
    const bit = 1 << (page & 31);
    if ((word & bit) !== 0) continue;
    words[page >>> 5] = word | bit;
    fresh += 1;
  }
  return fresh;
}

const drawn = (bitmap: Bitmap, { writer, offset }: Place, { from, to }: Writes): number =>
  draw(bitmap, { offset, pages: writer.pages, writes: to - from, seed: to });
