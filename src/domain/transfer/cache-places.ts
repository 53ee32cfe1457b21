/**
 * Which pages xbzrle's cache of sent pages holds (page_cache.c): one place for each page number modulo its size, and what
 * was put there less than two syncs ago stays. QEMU uses it from the second pass on.
 */
export interface DeltaCache {
  readonly active: boolean;
  enable(): void;
  /** Tells QEMU's dirty-sync-count. */
  grow(syncs: number): void;
  /** Whether an earlier version of the page is there. */
  holds(page: number): boolean;
  /** The page is sent. Whether it is there now. */
  see(page: number): boolean;
  /** The page is not there any more. */
  forget(page: number): void;
}

const lifetime = 2;

/** Empty. `size` is in pages. */
export function createDeltaCache(size: number): DeltaCache {
  const pages = new Float64Array(size).fill(-1);
  const ages = new Uint32Array(size);
  let active = false;
  let age = 1;
  return {
    get active() {
      return active;
    },
    enable() {
      active = true;
    },
    grow(syncs) {
      age = syncs;
    },
    holds: (page) => pages[page % size] === page,
    see(page) {
      const place = page % size;
      const held = pages[place];
      if (held !== page && held !== -1 && (ages[place] ?? 0) + lifetime > age) return false;
      pages[place] = page;
      ages[place] = age;
      return true;
    },
    forget(page) {
      if (pages[page % size] === page) pages[page % size] = -1;
    },
  };
}
