import { createPageTable } from './page-table.ts';
import { createSlabs, placeOf, type Slab, slabOf } from './slabs.ts';

/** The frames behind a guest's pages: a page gets one when it is first written. */
export interface Frames {
  readonly pages: number;
  readonly used: number;
  /** The page's frame, or -1 when it has none and so is zero. */
  find(page: number): number;
  /** The page's frame, a fresh one when it had none. */
  obtain(page: number): number;
  drop(page: number): void;
  /** The first page at or after `from` that has a frame, or `pages`. */
  next(from: number): number;
  slab(frame: number): Slab;
}

export function createFrames(pages: number): Frames {
  const table = createPageTable(pages);
  const slabs = createSlabs();
  return {
    pages,
    get used() {
      return slabs.used;
    },
    find: table.frameOf,
    obtain(page) {
      const known = table.frameOf(page);
      if (known >= 0) return known;
      const frame = slabs.take();
      table.enter(page, frame);
      return frame;
    },
    drop(page) {
      const frame = table.frameOf(page);
      if (frame < 0) return;
      table.leave(page);
      slabs.give(frame);
    },
    next: table.nextEntered,
    slab: (frame) => slabs.all[slabOf(frame)] as Slab,
  };
}

export { placeOf };
