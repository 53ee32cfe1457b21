import { type Bitmap, clearBits, createBitmap, hasBit, nextSet } from '../memory/index.ts';
import type { DeltaCache } from '../transfer/cache-places.ts';
import type { PageKind } from '../transfer/precopy.ts';
import { setRun, takeBits } from './bit-runs.ts';

/** Pages of one kind that were taken from what waits to be sent. `next` is where one goes on, within the stretch. */
export interface Taken {
  readonly count: number;
  readonly next: number;
}

/** A stretch of the guest's memory as the scan sees it. Pages are numbered from its start. */
export interface Stretch {
  readonly pages: number;
  /** What the first waiting page at or after `from` would go out as; undefined when none waits there. */
  kindAt(from: number): PageKind | undefined;
  /** At least how many pages like that one wait there in a row, as far as that is known without counting. */
  runAt(from: number): number;
  /** Takes waiting pages from `from` on, as many as are of that page's kind and at most `atMost`. */
  take(from: number, atMost: number): Taken;
}

/** Memory that is written while the guest moves. */
export interface Area extends Stretch {
  /** First page in the guest. */
  readonly first: number;
  readonly pending: Bitmap;
  /** Pages that hold something; undefined when all of them do. */
  readonly content: Bitmap | undefined;
}

export interface AreaOptions {
  readonly first: number;
  readonly pages: number;
  readonly content: Bitmap | undefined;
  readonly cache: DeltaCache | undefined;
}

/** All its pages wait to be sent. */
export function createArea({ first, pages, content, cache }: AreaOptions): Area {
  const pending = createBitmap(pages, true);
  const kindOf = (page: number): PageKind => {
    if (content && !hasBit(content, page)) return 'zero';
    return cache?.active && cache.holds(first + page) ? 'delta' : 'normal';
  };
  const kindAt = (from: number) => {
    const page = nextSet(pending, from);
    return page < pages ? kindOf(page) : undefined;
  };
  return {
    first,
    pages,
    pending,
    content,
    kindAt,
    runAt: () => 0,
    take: (from, atMost) =>
      content || cache?.active
        ? takeEach({ first, pending, kindOf, cache }, from, atMost)
        : takeBits(pending, from, atMost),
  };
}

interface Each {
  readonly first: number;
  readonly pending: Bitmap;
  readonly kindOf: (page: number) => PageKind;
  readonly cache: DeltaCache | undefined;
}

function takeEach({ first, pending, kindOf, cache }: Each, from: number, atMost: number): Taken {
  let page = nextSet(pending, from);
  const kind = kindOf(page);
  const taken = { count: 0, next: from };
  while (taken.count < atMost && page < pending.bits && kindOf(page) === kind) {
    clearBits(pending, page, 1);
    if (kind !== 'zero' && cache?.active) cache.see(first + page);
    taken.count += 1;
    taken.next = page + 1;
    page = nextSet(pending, taken.next);
  }
  return taken;
}

/** A bitmap of the pages that lie in one of `intervals`, given in pages of the guest; undefined when all of them do. */
export function contentOf(first: number, pages: number, intervals: readonly Interval[]): Bitmap | undefined {
  const content = createBitmap(pages);
  let set = 0;
  for (const { from, to } of intervals) {
    const [start, end] = [Math.max(from, first), Math.min(to, first + pages)];
    if (end > start) set += setRun(content, start - first, end - start);
  }
  return set === pages ? undefined : content;
}

/** Pages from `from` up to, not including, `to`. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}
