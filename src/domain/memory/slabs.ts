import { pageBytes } from './page.ts';

/** A block of page frames with the checksums known of them. Words view the same bytes. */
export interface Slab {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  readonly checksums: Uint32Array;
  /** 1 where the checksum beside it is that of the bytes. */
  readonly known: Uint8Array;
}

/** Frames in the largest slab: 1 MiB. */
const fullSlab = 256;
export const slabOf = (frame: number) => Math.floor(frame / fullSlab);
export const placeOf = (frame: number) => frame % fullSlab;

/** Where a guest's pages that are not zero live. A frame is a number; freed ones are used again. */
export interface Slabs {
  readonly all: readonly Slab[];
  readonly used: number;
  /** A frame full of zeros. */
  take(): number;
  give(frame: number): void;
}

/** The first slab holds one page and each further one twice as many, so that thousands of idle guests stay small. */
export function createSlabs(): Slabs {
  const all: Slab[] = [];
  const free: number[] = [];
  let room = 0;
  let next = 0;
  let used = 0;

  const grow = () => {
    const frames = Math.min(fullSlab, 2 ** all.length);
    next = all.length * fullSlab;
    room = frames;
    all.push(newSlab(frames));
  };
  const fresh = () => {
    if (room === 0) grow();
    room -= 1;
    return next++;
  };
  return {
    all,
    get used() {
      return used;
    },
    take() {
      used += 1;
      return free.pop() ?? fresh();
    },
    give(frame) {
      wipe(all[slabOf(frame)], placeOf(frame));
      used -= 1;
      free.push(frame);
    },
  };
}

function newSlab(frames: number): Slab {
  const buffer = new ArrayBuffer(frames * pageBytes);
  return {
    bytes: Buffer.from(buffer),
    words: new Uint32Array(buffer),
    checksums: new Uint32Array(frames),
    known: new Uint8Array(frames),
  };
}

function wipe(slab: Slab | undefined, place: number): void {
  slab?.bytes.fill(0, place * pageBytes, (place + 1) * pageBytes);
  slab?.known.fill(0, place, place + 1);
}
