import type { Entry } from './entry.ts';

/**
 * Merges the entries of several hosts into one causal order: an entry comes after all of its own host's with lower
 * numbers, and after every entry of another host that it knew of. What neither knew of the other goes by time, then by
 * host name, so the order does not depend on how the entries arrive.
 */
export function mergeJournals(entries: Iterable<Entry>): readonly Entry[] {
  const queues = byHost(entries);
  const merged: Entry[] = [];
  for (let next = pick(queues); next; next = pick(queues)) {
    next.at++;
    const entry = next.entries[next.at - 1];
    if (entry) merged.push(entry);
  }
  return merged;
}

interface Queue {
  readonly host: string;
  readonly entries: readonly Entry[];
  /** How many of them are merged. */
  at: number;
}

function byHost(entries: Iterable<Entry>): readonly Queue[] {
  const hosts = new Map<string, Map<number, Entry>>();
  for (const entry of entries) {
    const known = hosts.get(entry.host) ?? new Map<number, Entry>();
    hosts.set(entry.host, known.set(entry.seq, entry));
  }
  return [...hosts]
    .map(([host, known]) => ({ host, entries: [...known.values()].sort((a, b) => a.seq - b.seq), at: 0 }))
    .sort((a, b) => (a.host < b.host ? -1 : 1));
}

/** The earliest head whose causes are merged. Journals that contradict each other still merge, by time. */
function pick(queues: readonly Queue[]): Queue | undefined {
  const open = queues.filter(({ entries, at }) => at < entries.length);
  const ready = open.filter((queue) => isReady(queue, open));
  return earliest(ready.length > 0 ? ready : open);
}

/** No entry that the head knew of is still waiting. */
function isReady({ entries, at }: Queue, open: readonly Queue[]): boolean {
  const after = entries[at]?.after ?? {};
  return !open.some(
    ({ host, entries, at }) => Object.hasOwn(after, host) && headSeq(entries, at) <= (after[host] ?? 0),
  );
}

const headSeq = (entries: readonly Entry[], at: number) => entries[at]?.seq ?? Number.POSITIVE_INFINITY;
const headTime = ({ entries, at }: Queue) => entries[at]?.at ?? 0;
const earliest = (queues: readonly Queue[]) =>
  queues.reduce<Queue | undefined>((a, b) => (a && headTime(a) <= headTime(b) ? a : b), undefined);
