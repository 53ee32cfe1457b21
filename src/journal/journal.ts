import type { Clock } from '../clock/index.ts';
import type { Store } from '../store/store.ts';
import { createAppender } from './appender.ts';
import type { Entry, Note } from './entry.ts';
import { readJournalFile, toLine } from './journal-file.ts';
import { createKnowledge } from './knowledge.ts';
import { createShelf } from './shelf.ts';

/** Everything that happened on one host, numbered. Whoever wants to know reads it; nobody is called back. */
export interface Journal {
  readonly host: string;
  /** Stamps the note and appends it. */
  write(note: Note): Entry;
  /** Takes in what a message said about the journals of other hosts: a whole `known()`, or one host's number. */
  heard(known: Readonly<Record<string, number>>): void;
  heard(host: string, seq: number): void;
  /** The highest number known of each host, this one included: what every message sends along. */
  known(): Readonly<Record<string, number>>;
  /** Entries with a number above `since` (default 0: all that are kept), at most `limit` of them. */
  read(since?: number, limit?: number): readonly Entry[];
  /**
   * The same, going on with each new entry until the signal is aborted. A reader that falls behind what is kept goes on
   * with the oldest entry there is.
   */
  follow(since?: number, signal?: AbortSignal): AsyncIterable<Entry>;
  /** Resolves once everything written so far is in the file; at once without one. */
  flushed(): Promise<void>;
  /** The daemon is dead, as after kill -9: what its leftovers in this process still write is not kept. */
  seal(): void;
}

export interface JournalOptions {
  readonly host: string;
  readonly clock: Clock;
  /** Where entries are kept as JSON lines; without both of them they are kept in memory only. */
  readonly store?: Store;
  readonly path?: string;
  /** Number of the last entry written before; the next one follows it. The default is that of the last of `earlier`. */
  readonly startSeq?: number;
  /** Entries of an earlier life of the journal. */
  readonly earlier?: readonly Entry[];
  /** How many entries are kept in memory. The default is 100,000. */
  readonly keep?: number;
}

const defaultKeep = 100_000;

/** A journal that goes on after `startSeq` or the entries given. */
export function createJournal(options: JournalOptions): Journal {
  const { host, clock, store, path, earlier = [], keep = defaultKeep } = options;
  const shelf = createShelf(keep);
  const knowledge = createKnowledge(host, options.startSeq ?? earlier.at(-1)?.seq ?? 0);
  const waiting = new Set<() => void>();
  const file = store && path ? createAppender({ store, path, onLost }) : undefined;
  let lost = false;
  let sealed = false;

  function put(note: Note): Entry {
    const entry = { ...knowledge.stamp(), at: clock.now(), host, ...note };
    if (sealed) return entry;
    shelf.push(entry);
    for (const wake of waiting) wake();
    return entry;
  }
  function write(note: Note): Entry {
    const entry = put(note);
    if (!sealed) file?.write(toLine(entry));
    return entry;
  }
  function onLost({ message }: Error): void {
    if (!lost) put({ kind: 'fault', fault: 'broken file', text: `the journal cannot be kept in its file: ${message}` });
    lost = true;
  }
  function heard(known: string | Readonly<Record<string, number>>, seq = 0): void {
    knowledge.heard(typeof known === 'string' ? { [known]: seq } : known);
  }
  async function* follow(since = 0, signal?: AbortSignal): AsyncGenerator<Entry> {
    for (let last = since; !signal?.aborted; ) {
      const [entry] = shelf.since(last, 1);
      if (entry) yield entry;
      else await nextWrite(waiting, signal);
      last = entry?.seq ?? last;
    }
  }

  for (const entry of earlier) {
    shelf.push(entry);
    heard(entry.after);
  }
  return {
    ...{ host, write, heard, follow },
    known: knowledge.all,
    read: shelf.since,
    flushed: async () => file?.flushed(),
    seal: () => {
      sealed = true;
    },
  };
}

/** Resolves at the next write, or when the signal is aborted. */
function nextWrite(waiting: Set<() => void>, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      waiting.delete(wake);
      signal?.removeEventListener('abort', wake);
      resolve();
    };
    waiting.add(wake);
    signal?.addEventListener('abort', wake, { once: true });
  });
}

/** The journal of a host that was here before: its file is read, and the numbers go on where it ends. */
export async function openJournal(
  options: Omit<JournalOptions, 'earlier' | 'startSeq'> & { readonly store: Store; readonly path: string },
): Promise<Journal> {
  const { store, path, keep = defaultKeep } = options;
  const { entries, broken } = await readJournalFile(store, path, keep);
  const journal = createJournal({ ...options, earlier: entries });
  if (broken > 0)
    journal.write({ kind: 'fault', fault: 'broken file', text: `${broken} line(s) of ${path} could not be read` });
  return journal;
}
