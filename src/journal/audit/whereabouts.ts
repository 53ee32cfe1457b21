import type { StateReason } from '../../protocol/vocabulary.ts';
import type { Entry } from '../entry.ts';
import { stateWords } from '../words.ts';

/** A guest on one host. */
export interface Place {
  readonly host: string;
  readonly domain: string;
}

/** Where a guest was, read from the states its hosts wrote down. */
export interface Whereabouts {
  /** The last state on each place, in the order asked for; undefined where none was written. */
  readonly last: readonly (StateReason | undefined)[];
  /** The states of the first moment at which it ran on more than one place. */
  readonly twice: readonly (StateReason | undefined)[] | undefined;
}

export function whereabouts(entries: readonly Entry[], places: readonly Place[]): Whereabouts {
  const last: (StateReason | undefined)[] = places.map(() => undefined);
  let twice: (StateReason | undefined)[] | undefined;
  for (const entry of entries) {
    if (entry.kind !== 'state') continue;
    const at = places.findIndex(({ host, domain }) => host === entry.host && domain === entry.domain);
    if (at >= 0 && entry.change === 'forget' && last[at]?.state === 'shutoff') last[at] = undefined;
    else if (at >= 0 && entry.state !== undefined)
      last[at] = { state: entry.state, reason: entry.reason ?? 'unknown' } as StateReason;
    if (!twice && last.filter((now) => now?.state === 'running').length > 1) twice = [...last];
  }
  return { last, twice };
}

/** `source says running (booted), destination says running (migrated)`. */
export function placesWords(places: readonly Place[], states: readonly (StateReason | undefined)[]): string {
  return places.map(({ host }, at) => `${host} says ${states[at] ? stateWords(states[at]) : 'nothing'}`).join(', ');
}

/** `shut off (migrated) on source and paused (migrating) on destination`. */
export function leftWords(places: readonly Place[], states: readonly (StateReason | undefined)[]): string {
  return places.map(({ host }, at) => `${states[at] ? stateWords(states[at]) : 'nowhere'} on ${host}`).join(' and ');
}
