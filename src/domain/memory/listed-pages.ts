import { type Content, toWrite } from './content.ts';
import { firmware } from './firmware.ts';
import { pageOf, placeOf, slabOf } from './frames.ts';
import { pageBytes } from './page.ts';

/** Page numbers in the order in which their content stands in a message. */
export type PageList = readonly number[] | Uint32Array;

/** A place in the content of listed pages. */
export interface Position {
  readonly pages: PageList;
  readonly from: number;
  /** Bytes from the start of that page. */
  readonly offset: number;
}

/** What stands on listed pages, ready to be sent. */
export interface Gathering {
  /** Bytes of those that are copied; the others are lent. */
  readonly copiedBytes: number;
  /**
   * Everything in order, with what stands in `spare` before `at` in front; what is copied follows there. `over` is to
   * be called when the pieces are not needed any more.
   */
  gather(spare: Buffer, at: number): { readonly pieces: readonly Buffer[]; over(): void };
}

/** Pages that are neighbours in memory; -1 for those without a frame. */
interface Run {
  readonly frame: number;
  readonly page: number;
  readonly count: number;
}

/** As many neighbours are lent rather than copied. */
const lendFrom = 16;

/** `lend` is false where everything is to be copied. */
export function gatherListed(content: Content, pages: PageList, lend: boolean): Gathering {
  const { frames } = content;
  const runs = runsOf(content, pages);
  const isLent = ({ frame, count }: Run) => lend && frame >= 0 && count >= lendFrom;
  const copied = runs.filter((run) => !isLent(run)).reduce((sum, { count }) => sum + count, 0);
  return {
    copiedBytes: copied * pageBytes,
    gather(spare, at) {
      const lent = runs.filter(isLent);
      const pieces: Buffer[] = [];
      let start = 0;
      let end = at;
      for (const run of runs) {
        if (!isLent(run)) {
          end = copyRun(content, run, spare, end);
          continue;
        }
        if (end > start) pieces.push(spare.subarray(start, end));
        start = end;
        pieces.push(pageOf(frames.slab(run.frame), run.frame, run.count));
      }
      if (end > start) pieces.push(spare.subarray(start, end));
      for (const { frame, count } of lent) frames.lend(frame, count);
      return {
        pieces,
        over() {
          for (const { frame, count } of lent) frames.giveBack(frame, count);
        },
      };
    },
  };
}

function runsOf({ frames }: Content, pages: PageList): readonly Run[] {
  const runs: Run[] = [];
  for (let from = 0; from < pages.length; ) {
    const page = pages[from] ?? 0;
    const frame = frames.find(page);
    const count = frame < 0 ? 1 : runOf(frame, pages.length - from, (next) => frames.find(pages[from + next] ?? 0));
    runs.push({ frame, page, count });
    from += count;
  }
  return runs;
}

/** Returns where the copy ends. */
function copyRun({ frames }: Content, { frame, page, count }: Run, target: Buffer, at: number): number {
  if (frame >= 0) target.set(pageOf(frames.slab(frame), frame, count), at);
  else if (page >= frames.pages) firmware.copyPage(page - frames.pages, target, at);
  else target.fill(0, at, at + pageBytes);
  return at + count * pageBytes;
}

/**
 * Replaces what stands at a place, in as many pages as the bytes take. The firmware cannot be written: false when the
 * bytes are not those it has already.
 */
export function storeListed(content: Content, { pages, from, offset }: Position, bytes: Uint8Array): boolean {
  const { frames } = content;
  for (let at = 0, place = offset; at < bytes.length; ) {
    const index = from + Math.floor(place / pageBytes);
    const page = pages[index] ?? 0;
    const inPage = place % pageBytes;
    const rest = at === 0 ? bytes : bytes.subarray(at);
    const wanted = Math.ceil((inPage + rest.length) / pageBytes);
    const isRom = page >= frames.pages;
    const frame = isRom ? -1 : toWrite(content, page);
    const run = isRom ? 1 : runOf(frame, wanted, (next) => obtained(content, pages[index + next]));
    const part = rest.subarray(0, run * pageBytes - inPage);
    if (!isRom) frames.slab(frame).bytes.set(part, placeOf(frame) * pageBytes + inPage);
    else if (!firmware.holds(page - frames.pages, inPage, part)) return false;
    at += part.length;
    place += part.length;
  }
  return true;
}

const obtained = (content: Content, page = 0) => (page < content.frames.pages ? toWrite(content, page) : -1);

/** How many of `atMost` frames, this one and those that `frameAt` gives, stand behind each other in one slab. */
function runOf(frame: number, atMost: number, frameAt: (next: number) => number): number {
  let run = 1;
  while (run < atMost && slabOf(frame + run) === slabOf(frame) && frameAt(run) === frame + run) run += 1;
  return run;
}
