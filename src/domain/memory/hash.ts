import { createHash } from 'node:crypto';
import type { Memory } from './memory.ts';
import { pageBytes } from './page.ts';

/** Called with the bytes just read; lets others run now and then. */
export type Pace = (bytes: number) => Promise<void>;

/**
 * A hash of the whole memory: its size, then number and checksum of every page that is not zero, in address order.
 * Pages that did not change since the last time are not read again, so a guest that was just sent is hashed at once.
 */
export async function hashMemory(memory: Memory, pace: Pace): Promise<string> {
  for (let page = memory.nextNonZero(0); page < memory.pages; page = memory.nextNonZero(page + 1)) {
    if (!memory.isStale(page)) continue;
    memory.checksumOf(page);
    await pace(pageBytes);
  }
  return hashNow(memory);
}

/** The same, without letting others run: for a receiver, which knows the checksum of every page it stored. */
export function hashNow(memory: Memory): string {
  const hash = createHash('sha256').update(`${memory.bytes}\n`);
  const entries = new Uint32Array(2 * entriesAtOnce);
  let used = 0;
  for (let page = memory.nextNonZero(0); page < memory.pages; page = memory.nextNonZero(page + 1)) {
    entries[used++] = page;
    entries[used++] = memory.checksumOf(page);
    if (used < entries.length) continue;
    hash.update(entries);
    used = 0;
  }
  return hash.update(entries.subarray(0, used)).digest('hex').slice(0, 32);
}

const entriesAtOnce = 8192;
