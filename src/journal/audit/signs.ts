import type { HookDriver, HookEffect } from '../../protocol/vocabulary.ts';
import type { Entry, EntryOf } from '../entry.ts';

/**
 * What a score's moves leave in a journal. A hook call is a sign once it is over; the scripts of a `.d` directory that
 * served one call are one sign. A port's sign is the network driver's hook, called for the guest.
 */
export type Sign = HookSign | PortSign | GuestSign | EventSign | PhaseSign | RestartSign;

export interface HookSign {
  readonly kind: 'hook';
  readonly entry: EntryOf<'hook'>;
  readonly calls: readonly EntryOf<'hook'>[];
  /** The worst of its scripts. */
  readonly effect: HookEffect;
}
export interface PortSign extends Omit<HookSign, 'kind'> {
  readonly kind: 'port';
  readonly change: 'create' | 'delete';
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

/** The signs in one host's entries about one guest, or whatever the driver is about, in their order. */
export function signsOf(entries: readonly Entry[], driver: HookDriver): readonly Sign[] {
  const signs: Sign[] = [];
  for (const entry of entries) {
    const chain = chained(signs.at(-1), entry);
    if (chain) signs[signs.length - 1] = chain;
    else signs.push(...signsIn(entry, driver));
  }
  return signs;
}

/** Another script of the call before: the same operation by a file that has not had its turn. */
function chained(last: Sign | undefined, entry: Entry): HookSign | PortSign | undefined {
  if ((last?.kind !== 'hook' && last?.kind !== 'port') || entry.kind !== 'hook' || entry.moment !== 'ended')
    return undefined;
  const { operation, subOperation, domain } = last.entry;
  const same = operation === entry.operation && subOperation === entry.subOperation && domain === entry.domain;
  if (!same || last.calls.some(({ argv }) => argv[0] === entry.argv[0])) return undefined;
  return { ...last, calls: [...last.calls, entry], effect: worst(last.effect, effectOf(entry)) };
}

function signsIn(entry: Entry, driver: HookDriver): readonly Sign[] {
  switch (entry.kind) {
    case 'hook':
      return entry.moment === 'ended' ? [hookSign(entry, driver)] : [];
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

function hookSign(entry: EntryOf<'hook'>, driver: HookDriver): HookSign | PortSign {
  const told = { entry, calls: [entry], effect: effectOf(entry) };
  if (entry.driver === driver) return { kind: 'hook', ...told };
  const deleted = entry.operation === 'port-deleted' || entry.operation === 'unplugged';
  return { kind: 'port', change: deleted ? 'delete' : 'create', ...told };
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
