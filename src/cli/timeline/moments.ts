import type { Entry, EntryOf } from '../../journal/index.ts';
import { linesOf, type Moment, type Seen } from './moment.ts';
import { transferMoment } from './transfer.ts';

/** Everything a timeline shows of merged entries, in their order. */
export function momentsOf(entries: readonly Entry[], width: number): readonly Moment[] {
  const seen: Seen = { states: new Map(), several: guests(entries) > 1, width };
  const moments: Moment[] = [];
  let rounds: EntryOf<'transfer'>[] = [];
  const flush = () => {
    const moment = transferMoment(rounds, width);
    if (moment) moments.push(moment);
    rounds = [];
  };
  for (const entry of entries) {
    if (entry.kind === 'transfer') {
      if (isOther(rounds.at(-1), entry)) flush();
      rounds.push(entry);
      continue;
    }
    const lines = linesOf(entry, seen);
    if (lines.length > 0) flush();
    if (lines.length > 0) moments.push({ at: entry.at, host: entry.host, lines });
  }
  flush();
  return moments;
}

const isOther = (last: EntryOf<'transfer'> | undefined, entry: EntryOf<'transfer'>) =>
  last !== undefined && (last.host !== entry.host || last.domain !== entry.domain);

const guests = (entries: readonly Entry[]) =>
  new Set(entries.flatMap((entry) => (entry.kind === 'state' ? [entry.domain] : []))).size;
