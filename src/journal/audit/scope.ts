import type { Entry, EntryOf } from '../entry.ts';
import type { MigrationQuestion } from './question.ts';
import type { MigrationSide } from './side.ts';
import type { Place } from './whereabouts.ts';

/** The part of merged journals that tells of one migration. */
export interface Scope {
  /** Everything since its Begin. */
  readonly entries: readonly Entry[];
  readonly phases: readonly EntryOf<'phase'>[];
  /** Where the guest is on each side; the destination is unknown when it was never called. */
  readonly places: Readonly<Record<MigrationSide, Place | undefined>>;
  /** Each side's own entries. */
  readonly of: Readonly<Record<MigrationSide, readonly Entry[]>>;
}

/** Finds the last migration of the guest; undefined when there was none. */
export function scopeOf(all: readonly Entry[], question: MigrationQuestion): Scope | undefined {
  const names = { source: question.domain, destination: question.destinationName ?? question.domain };
  const isOwn = (entry: Entry): entry is EntryOf<'phase'> =>
    entry.kind === 'phase' && entry.driver === question.driver && entry.domain === names[entry.side];
  const start = firstOf(all.filter(isOwn));
  if (!start) return undefined;
  const entries = all.slice(all.indexOf(start));
  const phases = entries.filter(isOwn);
  const place = (side: MigrationSide): Place | undefined => {
    const host = phases.find((phase) => phase.side === side)?.host;
    return host === undefined ? undefined : { host, domain: names[side] };
  };
  const places = { source: place('source'), destination: place('destination') };
  return { entries, phases, places, of: share(entries, question, places) };
}

/** The last Begin; one that was entered again before it ended counts from its first time. */
function firstOf(phases: readonly EntryOf<'phase'>[]): EntryOf<'phase'> | undefined {
  const isBegin = (entry: EntryOf<'phase'> | undefined) => entry?.phase === 'begin' && entry.moment === 'entered';
  let at = phases.findLastIndex(isBegin);
  while (isBegin(phases[at - 1])) at--;
  return phases[at];
}

/** Deals the entries out to the sides. On one and the same host the phase that is open tells whose they are. */
function share(entries: readonly Entry[], { driver }: MigrationQuestion, places: Scope['places']): Scope['of'] {
  const of: Record<MigrationSide, Entry[]> = { source: [], destination: [] };
  let open: MigrationSide = 'source';
  for (const entry of entries) {
    if (entry.kind === 'phase') open = entry.moment === 'entered' ? entry.side : open;
    const sides = sidesOf(entry, driver, places);
    const side = sides.includes(open) ? open : sides[0];
    if (side) of[side].push(entry);
  }
  return of;
}

function sidesOf(entry: Entry, driver: string, places: Scope['places']): readonly MigrationSide[] {
  const sides = (['source', 'destination'] as const).filter((side) => places[side]?.host === entry.host);
  if (entry.kind === 'daemon') return sides;
  if (entry.kind === 'hook' && entry.guest !== undefined)
    return sides.filter((side) => places[side]?.domain === entry.guest);
  if (!('driver' in entry) || entry.driver !== driver) return [];
  const named = sides.filter((side) => places[side]?.domain === entry.domain);
  return entry.kind === 'phase' ? named.filter((side) => side === entry.side) : named;
}
