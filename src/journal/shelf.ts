import type { Entry } from './entry.ts';

/** The newest entries of a journal, in order of their numbers. */
export interface Shelf {
  push(entry: Entry): void;
  /** Entries with a number above `seq`, at most `limit` of them. */
  since(seq?: number, limit?: number): readonly Entry[];
}

/** Characters of script output that are kept on top of the entries themselves. */
const maxOutput = 256 * 1024 * 1024;

/** Keeps the last `keep` entries, fewer when scripts printed more than memory should hold. */
export function createShelf(keep: number): Shelf {
  let entries: Entry[] = [];
  let output = 0;

  const shed = () => {
    let from = Math.max(0, entries.length - keep);
    output -= entries.slice(0, from).reduce((sum, entry) => sum + outputOf(entry), 0);
    for (; output > maxOutput && from < entries.length - 1; from++) output -= outputOf(entries[from]);
    entries = entries.slice(from);
  };
  return {
    push(entry) {
      entries.push(entry);
      output += outputOf(entry);
      // Half as much again before anything is moved: pushing stays cheap.
      if (entries.length > 1.5 * keep || output > maxOutput) shed();
    },
    since(seq = 0, limit = keep) {
      const visible = Math.max(0, entries.length - keep);
      const from = Math.max(visible, firstAbove(entries, seq));
      return entries.slice(from, from + limit);
    },
  };
}

const outputOf = (entry: Entry | undefined) =>
  (entry?.kind === 'hook' && entry.stderr?.length) || (entry?.kind === 'log' && entry.text.length) || 0;

/** Position of the first entry with a number above `seq`: numbers rise, though a damaged file may leave gaps. */
function firstAbove(entries: readonly Entry[], seq: number): number {
  let low = 0;
  let high = entries.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle]?.seq ?? 0) > seq) high = middle;
    else low = middle + 1;
  }
  return low;
}
