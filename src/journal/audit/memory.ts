import type { EntryOf } from '../entry.ts';
import { placeOf } from '../words.ts';
import type { Scope } from './scope.ts';

type State = EntryOf<'state'>;

/** Whether the guest arrived as it left: the same memory, and a tick counter that did not go back. */
export function lostOnTheWay({ entries, of }: Scope): readonly string[] {
  const arrived = of.destination.findIndex(
    (entry) => entry.kind === 'state' && entry.change === 'resume' && entry.undo === undefined,
  );
  const resumed = of.destination[arrived];
  const own = new Set([...of.source, ...of.destination]);
  const states = entries
    .slice(0, resumed ? entries.indexOf(resumed) + 1 : entries.length)
    .filter((entry): entry is State => entry.kind === 'state' && own.has(entry));
  return [...differing(states.filter(({ memory }) => memory)), ...backwards(states, of.source.at(0)?.host)];
}

function differing(states: readonly State[]): readonly string[] {
  const [first] = states;
  const other = states.find(({ memory }) => memory !== first?.memory);
  return first && other ? [`the guest's memory is not the same at ${placeOf(first)} and at ${placeOf(other)}`] : [];
}

function backwards(states: readonly State[], source: string | undefined): readonly string[] {
  const left = states.findLast(({ host, ticks }) => host === source && ticks !== undefined);
  const back = states.find(
    ({ host, ticks }) => host !== source && (ticks ?? Number.POSITIVE_INFINITY) < (left?.ticks ?? 0),
  );
  return back ? [`the guest's tick counter went back to ${back.ticks} (${placeOf(back)})`] : [];
}
