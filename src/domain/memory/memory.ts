import { type Bitmap, createBitmap, moveBits, setBit } from './bitmap.ts';
import { copyIn, copyOut, getWord, isStale, isZero, putWord, sumOf } from './content.ts';
import { createFrames, type Frames } from './frames.ts';
import { pageBytes } from './page.ts';

/** A guest's memory. Pages that were never written are zero and cost nothing. */
export interface Memory {
  readonly bytes: number;
  readonly pages: number;
  /** Bytes that pages with content take. */
  readonly residentBytes: number;
  /** Writes a whole number below 2^53 as 8 bytes, little endian. `offset` is in bytes, a multiple of 8. */
  writeWord(page: number, offset: number, value: number): void;
  readWord(page: number, offset: number): number;
  copyPage(page: number, target: Buffer, at: number): void;
  /** Replaces a page by the bytes of `source` from `at` on, whose checksum the caller knows. */
  storePage(page: number, source: Buffer, at: number, sum: number): void;
  /** Makes pages zero again. */
  clearPages(first: number, count: number): void;
  /** How many pages from `page` on are zero, at most `atMost`; 0 when the page has content. */
  zeroRun(page: number, atMost: number): number;
  /** The first page at or after `from` that has content, or `pages` when there is none. */
  nextNonZero(from: number): number;
  /** Checksum of a page, remembered until the page is written again. */
  checksumOf(page: number): number;
  /** Whether `checksumOf` must read the page first. */
  isStale(page: number): boolean;
  /** From now on written pages are logged; what was logged before is forgotten (KVM's dirty log). */
  startLog(): void;
  stopLog(): void;
  /** Takes the log and clears it: sets the bits of pages written since, returns how many were not set before. */
  syncLog(into: Bitmap): number;
}

/** `bytes` is a multiple of 4096. All pages are zero. */
export function createMemory(bytes: number): Memory {
  const pages = bytes / pageBytes;
  const frames = createFrames(pages);
  let log: Bitmap | undefined;
  const written = (page: number) => {
    if (log) setBit(log, page);
  };

  return {
    bytes,
    pages,
    get residentBytes() {
      return frames.used * pageBytes;
    },
    writeWord(page, offset, value) {
      putWord(frames, page, offset, value);
      written(page);
    },
    readWord: (page, offset) => getWord(frames, page, offset),
    copyPage: (page, target, at) => copyOut(frames, page, target, at),
    storePage(page, source, at, sum) {
      copyIn(frames, page, source, at, sum);
      written(page);
    },
    clearPages: (first, count) => clearPages(frames, { first, count, written }),
    zeroRun: (page, atMost) => zeroRun(frames, page, atMost),
    nextNonZero: (from) => nextNonZero(frames, from),
    checksumOf: (page) => sumOf(frames, page),
    isStale: (page) => isStale(frames, page),
    startLog() {
      log = createBitmap(pages);
    },
    stopLog() {
      log = undefined;
    },
    syncLog: (into) => (log ? moveBits(into, log) : 0),
  };
}

interface Clearing {
  readonly first: number;
  readonly count: number;
  readonly written: (page: number) => void;
}

function clearPages(frames: Frames, { first, count, written }: Clearing): void {
  for (let page = frames.next(first); page < first + count; page = frames.next(page + 1)) {
    frames.drop(page);
    written(page);
  }
}

function zeroRun(frames: Frames, page: number, atMost: number): number {
  const gap = frames.next(page) - page;
  if (gap > 0) return Math.min(gap, atMost);
  return isZero(frames, page) ? 1 : 0;
}

function nextNonZero(frames: Frames, from: number): number {
  let page = frames.next(from);
  while (page < frames.pages && isZero(frames, page)) page = frames.next(page + 1);
  return page;
}
