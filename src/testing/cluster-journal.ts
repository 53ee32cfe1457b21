import type { HostClient } from '../host/client.ts';
import { type Entry, type EntryOf, type HookEntry, mergeJournals, type Stamp } from '../journal/index.ts';

/** The journals of all hosts of a cluster, as far as they were read after the last operation that was awaited. */
export interface ClusterJournal {
  /** Every entry, in causal order. */
  entries(): readonly Entry[];
  /** Hook calls that are over, in causal order. */
  hooks(): readonly (Stamp & HookEntry)[];
  /** Lifecycle events and changes of guests. */
  states(): readonly EntryOf<'state'>[];
  /** Log lines of one host, or of all. */
  log(host?: string): readonly EntryOf<'log'>[];
  /** Reads what the hosts have written since. Every awaited operation of a handle does this. */
  refresh(): Promise<void>;
}

export interface GrowingJournal extends ClusterJournal {
  /** `client` gives the connection of the host's present life; it throws when the host does not run. */
  add(host: string, client: () => HostClient): void;
}

export function createClusterJournal(): GrowingJournal {
  const hosts = new Map<string, Source>();
  const all = () => mergeJournals([...hosts.values()].flatMap(({ entries }) => entries));
  const of = <K extends Entry['kind']>(kind: K) => all().filter((entry) => entry.kind === kind) as EntryOf<K>[];
  return {
    add: (host, client) => void hosts.set(host, { client, entries: [] }),
    entries: all,
    hooks: () => of('hook').filter(({ moment }) => moment === 'ended'),
    states: () => of('state'),
    log: (host) => of('log').filter((entry) => !host || entry.host === host),
    async refresh() {
      await Promise.all([...hosts.values()].map(readOn));
    },
  };
}

interface Source {
  readonly client: () => HostClient;
  readonly entries: Entry[];
}

/** Reads to the end of what there is; a host that is gone has said all it will. */
async function readOn(host: Source): Promise<void> {
  try {
    for (;;) {
      const { entries } = await host.client().call('HooklabJournal', { since: host.entries.at(-1)?.seq ?? 0 });
      if (entries.length === 0) return;
      host.entries.push(...(entries as unknown as Entry[]));
    }
  } catch {
    return;
  }
}
