import { pageBytes } from './page.ts';
import type { Touch } from './touch.ts';

/** A block of page frames with the checksums known of them, on a little endian machine. Words view the same bytes. */
export interface Slab {
  readonly bytes: Buffer;
  readonly words: Uint32Array;
  /** Checksums, and the same as halves, the low one first. */
  readonly sums: BigUint64Array;
  readonly sumHalves: Uint32Array;
  /** 1 where the checksum beside it is that of the bytes. */
  readonly known: Uint8Array;
  /** How often each frame is lent to somebody who reads it later. */
  readonly lent: Uint8Array;
}

/** Frames in the largest slab: 4 MiB. Neighbours within one are sent and stored at once. */
const fullSlab = 1024;
export const slabOf = (frame: number) => Math.floor(frame / fullSlab);
export const placeOf = (frame: number) => frame % fullSlab;

/** Where a guest's pages that are not zero live. A frame is a number; freed ones are used again. */
export interface Slabs {
  readonly all: readonly Slab[];
  readonly used: number;
  /** A frame full of zeros. */
  take(): number;
  /** Makes room for so many more frames, and has all of it touched before any is used. */
  reserve(frames: number, touch: Touch): Promise<void>;
  /** Gives back what was reserved and never used. */
  release(): void;
  give(frame: number): void;
}

/** The first slab holds one page and each further one twice as many, so that thousands of idle guests stay small. */
export function createSlabs(): Slabs {
  const all: Slab[] = [];
  const free: number[] = [];
  const reserved: Slab[] = [];
  let room = 0;
  let next = 0;
  let used = 0;

  const grow = () => {
    const slab = reserved.pop() ?? newSlab(Math.min(fullSlab, 2 ** all.length));
    next = all.length * fullSlab;
    room = slab.known.length;
    all.push(slab);
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
    async reserve(frames, touch) {
      // One buffer for all of them: V8 collects garbage for every few that are made.
      const count = Math.floor(frames / fullSlab);
      if (count === 0) return;
      const buffer = new ArrayBuffer(count * fullSlab * pageBytes);
      const slabs = Array.from({ length: count }, (_, index) => slabOn(buffer, fullSlab, index * fullSlab));
      await touch(slabs.map(({ bytes }) => bytes));
      reserved.push(...slabs);
    },
    release() {
      reserved.splice(0);
    },
    give(frame) {
      wipe(all[slabOf(frame)], placeOf(frame));
      used -= 1;
      free.push(frame);
    },
  };
}

const newSlab = (frames: number) => slabOn(new ArrayBuffer(frames * pageBytes), frames);

/** A slab on that part of a buffer which begins with page `first`. */
function slabOn(buffer: ArrayBuffer, frames: number, first = 0): Slab {
  const sums = new BigUint64Array(frames);
  return {
    bytes: Buffer.from(buffer, first * pageBytes, frames * pageBytes),
    words: new Uint32Array(buffer, first * pageBytes, (frames * pageBytes) / 4),
    sums,
    sumHalves: new Uint32Array(sums.buffer),
    known: new Uint8Array(frames),
    lent: new Uint8Array(frames),
  };
}

function wipe(slab: Slab | undefined, place: number): void {
  slab?.bytes.fill(0, place * pageBytes, (place + 1) * pageBytes);
  slab?.known.fill(0, place, place + 1);
}
