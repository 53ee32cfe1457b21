import type { HostClient } from '../../host/client.ts';
import { type Entry, mergeJournals } from '../../journal/index.ts';

/** Where each host's journal stood before something began. */
export type Marks = readonly number[];

/** Everything a host's journal holds above `since`. */
export async function readJournal({ call }: HostClient, since = 0): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  for (;;) {
    const answer = await call('HooklabJournal', { since: entries.at(-1)?.seq ?? since });
    if (answer.entries.length === 0) return entries;
    entries.push(...(answer.entries as unknown as Entry[]));
  }
}

export const markJournals = (hosts: readonly HostClient[]): Promise<Marks> =>
  Promise.all(hosts.map(async (host) => (await readJournal(host)).at(-1)?.seq ?? 0));

/** The journals of several hosts since their marks, in causal order. */
export async function readJournals(hosts: readonly HostClient[], marks: Marks): Promise<readonly Entry[]> {
  const journals = await Promise.all(hosts.map((host, i) => readJournal(host, marks[i])));
  return mergeJournals(journals.flat());
}
