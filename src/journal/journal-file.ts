import type { Store } from '../store/store.ts';
import type { Entry } from './entry.ts';
import { parseEntry } from './schema.ts';

/** What a journal's file held. */
export interface JournalFile {
  /** The newest entries, at most as many as asked for. */
  readonly entries: readonly Entry[];
  /** Lines that were no entry: a last line cut short by a crash, or garbage. */
  readonly broken: number;
}

/**
 * Reads a journal of JSON lines back. A torn last line is dropped, and a file that has one, or that grew to more than
 * twice what is kept, is written anew so that it can go on growing.
 */
export async function readJournalFile(store: Store, path: string, keep: number): Promise<JournalFile> {
  const text = new TextDecoder().decode(await store.read(path));
  const lines = text.split('\n');
  const torn = lines.pop() !== '';
  const entries = lines.map(parseLine).filter((entry) => entry !== undefined);
  const broken = lines.length - entries.length + (torn ? 1 : 0);
  const kept = entries.slice(-keep);
  if (torn || lines.length > 2 * keep) await store.write(path, kept.map(toLine).join(''));
  return { entries: kept, broken };
}

/** An entry as its line, newline included. */
export const toLine = (entry: Entry) => `${JSON.stringify(entry)}\n`;

function parseLine(line: string): Entry | undefined {
  try {
    return parseEntry(JSON.parse(line));
  } catch {
    return undefined;
  }
}
