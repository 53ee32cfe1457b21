import {
  addPage,
  type Bitmap,
  clearBits,
  createBitmap,
  hasBit,
  type Memory,
  nextSet,
  type Tally,
  tallyText,
} from '../memory/index.ts';
import type { ZeroRun } from './batch.ts';
import { badStream } from './messages.ts';

/** Pages of a handed over guest that have not come, each of which comes once. */
export interface Missing {
  readonly pages: Bitmap;
  /** They are missing too; what the memory holds of them is old and goes. @throws ProtocolError for one named twice. */
  add(runs: readonly ZeroRun[]): void;
  /** The guest may run: from now on the memory is not what was sent any more, so what comes is counted apart. */
  begin(): void;
  /** A page came with this checksum; undefined for a zero page. @throws ProtocolError when it is not missing. */
  came(page: number, sum: bigint | undefined): void;
  readonly count: number;
  /** Hash of the memory as it was handed over. */
  readonly hash: string;
}

export function createMissing(memory: Memory): Missing {
  const pages = createBitmap(memory.allPages);
  let count = 0;
  let tally: Tally | undefined;
  return {
    pages,
    add(runs) {
      for (const { first, count: length } of runs) {
        if (nextSet(pages, first) < first + length) throw badStream(`page ${first} is named as missing twice`);
        setBits(pages, first, length);
        memory.clearPages(first, length);
        count += length;
      }
    },
    begin() {
      tally = memory.knownTally();
    },
    came(page, sum) {
      if (!hasBit(pages, page)) throw badStream(`page ${page} came again after the guest had been handed over`);
      clearBits(pages, page, 1);
      count -= 1;
      if (tally && sum !== undefined && page < memory.pages) addPage(tally, page, halves(sum));
    },
    get count() {
      return count;
    },
    get hash() {
      return tally ? tallyText(tally) : '';
    },
  };
}

function setBits(bitmap: Bitmap, first: number, count: number): void {
  const { words } = bitmap;
  for (let bit = first; bit < first + count; bit++) words[bit >>> 5] = (words[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

const halves = (sum: bigint) => ({ low: Number(sum & 0xffffffffn), high: Number(sum >> 32n) });
