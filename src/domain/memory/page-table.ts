/** Finds the frame of a page. A region of 512 pages without any costs nothing. */
export interface PageTable {
  /** The page's frame, or -1 when the page is zero and has none. */
  frameOf(page: number): number;
  enter(page: number, frame: number): void;
  leave(page: number): void;
  /** The first page at or after `from` that has a frame, or `pages` when none has. */
  nextEntered(from: number): number;
}

const regionPages = 512;

/** `pages` is how many the guest has. */
export function createPageTable(pages: number): PageTable {
  const regions: (Int32Array | undefined)[] = [];
  const regionCount = Math.ceil(pages / regionPages);
  const regionAt = (page: number) => regions[Math.floor(page / regionPages)];

  return {
    frameOf: (page) => (regionAt(page)?.[page % regionPages] ?? 0) - 1,
    enter(page, frame) {
      const index = Math.floor(page / regionPages);
      const region = regions[index] ?? new Int32Array(regionPages);
      regions[index] = region;
      region[page % regionPages] = frame + 1;
    },
    leave(page) {
      const region = regionAt(page);
      if (region) region[page % regionPages] = 0;
    },
    nextEntered(from) {
      for (let index = Math.floor(from / regionPages), place = from % regionPages; index < regionCount; index++) {
        const found = nextIn(regions[index], place);
        if (found >= 0) return index * regionPages + found;
        place = 0;
      }
      return pages;
    },
  };
}

function nextIn(region: Int32Array | undefined, from: number): number {
  if (!region) return -1;
  for (let place = from; place < regionPages; place++) if (region[place] !== 0) return place;
  return -1;
}
