import type { Memory } from './memory.ts';
import { pageBytes } from './page.ts';

/** Called with the bytes just read; lets others run now and then. */
export type Pace = (bytes: number) => Promise<void>;

/**
 * A hash of the whole memory: its size, and number and checksum of every page that is not zero. Pages that did not
 * change since the last time are not read again, so a guest that was just sent is hashed at once.
 */
export async function hashMemory(memory: Memory, pace: Pace): Promise<string> {
  for (const page of stalePages(memory)) {
    memory.checksumOf(page);
    await pace(pageBytes);
  }
  return memory.knownHash();
}

/** The same, without letting others run: for a receiver, which knows the checksum of every page it stored. */
export function hashNow(memory: Memory): string {
  for (const page of stalePages(memory)) memory.checksumOf(page);
  return memory.knownHash();
}

function* stalePages(memory: Memory): Generator<number> {
  for (
    let page = memory.nextPresent(0);
    memory.stalePages > 0 && page < memory.pages;
    page = memory.nextPresent(page + 1)
  )
    if (memory.isStale(page)) yield page;
}
