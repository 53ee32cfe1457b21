/** What messages carry so that journals merge: the numbers known here, and where to note what was heard. */
export interface Causality {
  known(): Readonly<Record<string, number>>;
  heard(seqs: Readonly<Record<string, number>>): void;
}

/**
 * A client without a journal passes on what it hears. One that conducts gives the same to both its connections: that is
 * how the journals of the two hosts are ordered.
 */
export function relayedCausality(): Causality {
  const seqs: Record<string, number> = {};
  return {
    known: () => ({ ...seqs }),
    heard(more) {
      for (const [host, seq] of Object.entries(more)) seqs[host] = Math.max(seqs[host] ?? 0, seq);
    },
  };
}
