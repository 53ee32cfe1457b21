import { type Bitmap, createBitmap, moveBits, setBit } from './bitmap.ts';
import { type Content, drop, getWord, isStale, isZero, putWord, sumOf } from './content.ts';
import { firmware, firmwarePages } from './firmware.ts';
import { createFrames } from './frames.ts';
import { type Gathering, gatherListed, type PageList, type Position, storeListed } from './listed-pages.ts';
import { pageBytes } from './page.ts';
import { createTally, type Tally, tallyText } from './tally.ts';
import type { Touch } from './touch.ts';

/**
 * A guest's memory. Pages that were never written are zero and cost nothing. Behind its `pages` stand those of the
 * firmware, which can be read but not written.
 */
export interface Memory {
  /** Without the firmware. */
  readonly bytes: number;
  readonly pages: number;
  /** Pages with those of the firmware: what a migration sends. */
  readonly allPages: number;
  /** Bytes that pages with content take. */
  readonly residentBytes: number;
  /** Writes a whole number below 2^53 as 8 bytes, little endian. `offset` is in bytes, a multiple of 8. */
  writeWord(page: number, offset: number, value: number): void;
  readWord(page: number, offset: number): number;
  /** What stands on the pages now, one behind the other. `lend` spares copies: the memory keeps it until it is over. */
  contentOf(pages: PageList, lend?: boolean): Gathering;
  /**
   * Replaces what stands at a place by some bytes, which may run over several pages. False when the firmware would
   * change, which cannot be written.
   */
  storeBytes(position: Position, bytes: Uint8Array): boolean;
  /** Makes room for so many more pages, and has all of it touched before any is used. */
  reserve(pages: number, touch: Touch): Promise<void>;
  /** Gives back what was reserved and never used. */
  release(): void;
  /** Makes pages zero again. */
  clearPages(first: number, count: number): void;
  /** How many pages from `page` on are zero, at most `atMost`; 0 when the page has content. */
  zeroRun(page: number, atMost: number): number;
  /** The first page at or after `from` that has content, or `pages` when there is none. */
  nextNonZero(from: number): number;
  /** The first page at or after `from` that was written, whatever it holds now, or `pages`. */
  nextPresent(from: number): number;
  /** Checksum of a page, remembered until the page is written again. */
  checksumOf(page: number): bigint;
  /** Whether `checksumOf` must read the page first. */
  isStale(page: number): boolean;
  /** How many pages are stale. */
  readonly stalePages: number;
  /** Hash of all pages that are not stale, 32 hexadecimal digits. */
  knownHash(): string;
  /** The same as a sum that pages can be added to. */
  knownTally(): Tally;
  /** From now on written pages are logged; what was logged before is forgotten (KVM's dirty log). */
  startLog(): void;
  stopLog(): void;
  /** Takes the log and clears it: sets the bits of pages written since, returns how many were not set before. */
  syncLog(into: Bitmap): number;
}

/** `bytes` is a multiple of 4096. All pages are zero. */
export function createMemory(bytes: number): Memory {
  const pages = bytes / pageBytes;
  const allPages = pages + firmwarePages;
  const frames = createFrames(pages);
  const content: Content = { frames, tally: createTally(pages), stale: 0 };
  let log: Bitmap | undefined;
  const written = (page: number) => {
    if (log) setBit(log, page);
  };

  return {
    bytes,
    pages,
    allPages,
    get residentBytes() {
      return frames.used * pageBytes;
    },
    get stalePages() {
      return content.stale;
    },
    writeWord(page, offset, value) {
      putWord(content, page, offset, value);
      written(page);
    },
    readWord: (page, offset) => getWord(content, page, offset),
    contentOf: (list, lend = false) => gatherListed(content, list, lend),
    storeBytes(position, source) {
      if (!storeListed(content, position, source)) return false;
      const { pages: list, from, offset } = position;
      const touched = log ? Math.ceil((offset + source.length) / pageBytes) : 0;
      for (let index = 0; index < touched; index++) written(list[from + index] ?? 0);
      return true;
    },
    reserve: frames.reserve,
    release: frames.release,
    clearPages: (first, count) => clearPages(content, { first, count, written }),
    zeroRun: (page, atMost) => (page < pages ? zeroRun(content, page, atMost) : firmware.zeroRun(page - pages, atMost)),
    nextNonZero: (from) => nextNonZero(content, from),
    nextPresent: frames.next,
    checksumOf: (page) => (page < pages ? sumOf(content, page) : firmware.checksumOf(page - pages)),
    isStale: (page) => isStale(content, page),
    knownHash: () => tallyText(content.tally),
    knownTally: () => content.tally.slice(),
    startLog() {
      log = createBitmap(allPages);
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

function clearPages(content: Content, { first, count, written }: Clearing): void {
  const { frames } = content;
  const end = Math.min(frames.pages, first + count);
  for (let page = frames.next(first); page < end; page = frames.next(page + 1)) {
    drop(content, page);
    written(page);
  }
}

function zeroRun(content: Content, page: number, atMost: number): number {
  const gap = content.frames.next(page) - page;
  if (gap > 0) return Math.min(gap, atMost);
  return isZero(content, page) ? 1 : 0;
}

function nextNonZero(content: Content, from: number): number {
  const { frames } = content;
  let page = frames.next(from);
  while (page < frames.pages && isZero(content, page)) page = frames.next(page + 1);
  return page;
}
