import { pageBytes } from './page.ts';
import { createPageTable } from './page-table.ts';
import { createSlabs, placeOf, type Slab, slabOf } from './slabs.ts';
import type { Touch } from './touch.ts';

/** The frames behind a guest's pages: a page gets one when it is first written. */
export interface Frames {
  readonly pages: number;
  readonly used: number;
  /** The page's frame, or -1 when it has none and so is zero. */
  find(page: number): number;
  /** The page's frame to write to: a fresh one when it had none, a copy when its own is lent. */
  obtain(page: number): number;
  drop(page: number): void;
  /** Until they are given back, neither these frames nor their content change. */
  lend(frame: number, count: number): void;
  giveBack(frame: number, count: number): void;
  /** Makes room for so many more pages, and has all of it touched before any is used. */
  reserve(pages: number, touch: Touch): Promise<void>;
  /** Gives back what was reserved and never used. */
  release(): void;
  /** The first page at or after `from` that has a frame, or `pages`. */
  next(from: number): number;
  slab(frame: number): Slab;
}

export function createFrames(pages: number): Frames {
  const table = createPageTable(pages);
  const slabs = createSlabs();
  /** Lent frames that belong to no page any more. */
  const abandoned = new Set<number>();
  const slab = (frame: number) => slabs.all[slabOf(frame)] as Slab;
  const isLent = (frame: number) => slab(frame).lent[placeOf(frame)] !== 0;
  const moved = (frame: number) => {
    const copy = slabs.take();
    slab(copy).bytes.set(pageOf(slab(frame), frame), placeOf(copy) * pageBytes);
    abandoned.add(frame);
    return copy;
  };
  const change = (frame: number, count: number, by: 1 | -1) => {
    const { lent } = slab(frame);
    const end = placeOf(frame) + count;
    for (let place = placeOf(frame); place < end; place++) lent[place] = (lent[place] ?? 0) + by;
  };
  return {
    pages,
    get used() {
      return slabs.used;
    },
    find: table.frameOf,
    obtain(page) {
      const known = table.frameOf(page);
      if (known >= 0 && !isLent(known)) return known;
      const frame = known < 0 ? slabs.take() : moved(known);
      table.enter(page, frame);
      return frame;
    },
    drop(page) {
      const frame = table.frameOf(page);
      if (frame < 0) return;
      table.leave(page);
      if (isLent(frame)) abandoned.add(frame);
      else slabs.give(frame);
    },
    lend: (frame, count) => change(frame, count, 1),
    giveBack(frame, count) {
      change(frame, count, -1);
      if (abandoned.size === 0) return;
      for (let one = frame; one < frame + count; one++) if (!isLent(one) && abandoned.delete(one)) slabs.give(one);
    },
    reserve: slabs.reserve,
    release: slabs.release,
    next: table.nextEntered,
    slab,
  };
}

/** The bytes of a frame, and of those behind it in its slab. */
export const pageOf = ({ bytes }: Slab, frame: number, count = 1): Buffer =>
  bytes.subarray(placeOf(frame) * pageBytes, (placeOf(frame) + count) * pageBytes);

export { placeOf, slabOf };
