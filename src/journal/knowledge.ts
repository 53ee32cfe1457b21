import type { Stamp } from './entry.ts';

/** What a host knows of all journals, by number: the causal part of a stamp. */
export interface Knowledge {
  /** Takes the next number of this host. */
  stamp(): Pick<Stamp, 'seq' | 'after'>;
  heard(known: Readonly<Record<string, number>>): void;
  /** The highest number of each host, this one included. */
  all(): Readonly<Record<string, number>>;
}

/** Hosts that are remembered; a peer that names more is not believed. */
const maxHosts = 1000;
/** Numbers of its own that a host lets others remind it of. */
const maxLost = 100_000;

export function createKnowledge(host: string, startSeq: number): Knowledge {
  const others = new Map<string, number>();
  let own = startSeq;
  // Most entries know what the one before them knew: they share one record.
  let after: Readonly<Record<string, number>> = {};

  const believe = (name: string, seq: number) => {
    if (!Number.isSafeInteger(seq) || seq <= (others.get(name) ?? 0)) return false;
    if (!others.has(name) && others.size >= maxHosts) return false;
    others.set(name, seq);
    return true;
  };
  return {
    stamp: () => ({ seq: ++own, after }),
    heard(known) {
      // A crash may have cost the last lines of the file. Others still know their numbers: they are not given out again.
      const told = known[host] ?? 0;
      if (Number.isSafeInteger(told) && told > own && told - own <= maxLost) own = told;
      const news = Object.entries(known).filter(([name, seq]) => name !== host && believe(name, seq));
      if (news.length > 0) after = Object.fromEntries(others);
    },
    all: () => ({ ...after, [host]: own }),
  };
}
