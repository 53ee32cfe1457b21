import type { HookEffect } from '../../protocol/vocabulary.ts';
import type { Entry, EntryOf } from '../entry.ts';

/**
 * What a score's moves leave in a journal. A hook call is a sign once it is over; the scripts of a `.d` directory that
 * served one call are one sign. Ports have none: they belong to the network driver's hooks.
 */
export type Sign = HookSign | GuestSign | EventSign | PhaseSign | RestartSign;

export interface HookSign {
  readonly kind: 'hook';
  readonly entry: EntryOf<'hook'>;
  readonly calls: readonly EntryOf<'hook'>[];
  /** The worst of its scripts. */
  readonly effect: HookEffect;
}
export interface GuestSign {
  readonly kind: 'guest';
  readonly entry: EntryOf<'state'>;
}
export interface EventSign {
  readonly kind: 'event';
  readonly entry: EntryOf<'state'>;
}
export interface PhaseSign {
  readonly kind: 'phase';
  readonly entry: EntryOf<'phase'>;
}
/** The daemon was started anew: whatever it was doing is cut off. */
export interface RestartSign {
  readonly kind: 'restart';
  readonly entry: EntryOf<'daemon'>;
}

/** The signs in one host's entries about one guest, in their order. */
export function signsOf(entries: readonly Entry[]): readonly Sign[] {
  const signs: Sign[] = [];
  for (const entry of entries) {
    const chain = chained(signs.at(-1), entry);
    if (chain) signs[signs.length - 1] = chain;
    else signs.push(...signsIn(entry));
  }
  return signs;
}

/** Another script of the call before: the same operation by a file that has not had its turn. */
function chained(last: Sign | undefined, entry: Entry): HookSign | undefined {
  if (last?.kind !== 'hook' || entry.kind !== 'hook' || entry.moment !== 'ended') return undefined;
  const same = last.entry.operation === entry.operation && last.entry.subOperation === entry.subOperation;
  if (!same || last.calls.some(({ argv }) => argv[0] === entry.argv[0])) return undefined;
  return { ...last, calls: [...last.calls, entry], effect: worst(last.effect, effectOf(entry)) };
}

function signsIn(entry: Entry): readonly Sign[] {
  switch (entry.kind) {
    case 'hook':
      return entry.moment === 'ended' ? [{ kind: 'hook', entry, calls: [entry], effect: effectOf(entry) }] : [];
    case 'phase':
      return [{ kind: 'phase', entry }];
    case 'state':
      return stateSigns(entry);
    case 'daemon':
      return entry.what === 'started' ? [{ kind: 'restart', entry }] : [];
    default:
      return [];
  }
}

/** Changes that a client asks for and no score holds. */
const apart: readonly (string | undefined)[] = ['define', 'forget', 'reset', 'crash'];

function stateSigns(entry: EntryOf<'state'>): readonly Sign[] {
  if (apart.includes(entry.change)) return [];
  return [
    ...(entry.change ? [{ kind: 'guest', entry } as const] : []),
    ...(entry.event ? [{ kind: 'event', entry } as const] : []),
  ];
}

function effectOf({ effect, exitCode, signal }: EntryOf<'hook'>): HookEffect {
  return effect ?? (exitCode === 0 && !signal ? 'continue' : 'abort');
}

const worst = (a: HookEffect, b: HookEffect): HookEffect => (a === 'continue' ? b : a);

/** Whether a network port failed: a network hook did, or an error speaks of a network. */
export function saysPort(entries: readonly Entry[], errors: readonly (string | undefined)[]): boolean {
  const failed = (entry: Entry) => entry.kind === 'hook' && entry.driver === 'network' && entry.effect === 'abort';
  return entries.some(failed) || errors.some((error) => error !== undefined && /\bnetwork\b/i.test(error));
}
