import type { ListedDomain } from '../../protocol/messages.ts';
import type { Given } from './given.ts';

/** Filters by their options. Those of one group are alternatives, groups narrow each other (virConnectListAllDomains). */
export const filters: readonly (readonly { name: string; help: string; keeps: (domain: ListedDomain) => boolean }[])[] =
  [
    [
      { name: 'transient', help: 'list transient domains', keeps: ({ persistent }) => !persistent },
      { name: 'persistent', help: 'list persistent domains', keeps: ({ persistent }) => persistent },
    ],
    [
      { name: 'state-running', help: 'list domains in running state', keeps: ({ state }) => state === 'running' },
      { name: 'state-paused', help: 'list domains in paused state', keeps: ({ state }) => state === 'paused' },
      { name: 'state-shutoff', help: 'list domains in shutoff state', keeps: ({ state }) => state === 'shutoff' },
      {
        name: 'state-other',
        help: 'list domains in other states',
        keeps: ({ state }) => !['running', 'paused', 'shutoff'].includes(state),
      },
    ],
    [
      { name: 'autostart', help: 'list domains with autostart enabled', keeps: ({ autostart }) => autostart },
      { name: 'no-autostart', help: 'list domains with autostart disabled', keeps: ({ autostart }) => !autostart },
    ],
  ];

/** Whether the options of `virsh list` ask for this domain: running ones, unless they say otherwise. */
export function isWanted(domain: ListedDomain, given: Given): boolean {
  const inactive = given.has('all') || given.has('inactive') || given.has('state-shutoff');
  const active = given.has('all') || !inactive;
  if (domain.id === null ? !inactive : !active) return false;
  return filters.every((group) => {
    const asked = group.filter(({ name }) => given.has(name));
    return asked.length === 0 || asked.some(({ keeps }) => keeps(domain));
  });
}

/** Running ones by id, then the others by name, whatever its case (virshDomainSorter). */
export function inVirshOrder(a: ListedDomain, b: ListedDomain): number {
  if (a.id !== null && b.id !== null) return a.id - b.id;
  if (a.id !== null || b.id !== null) return a.id !== null ? -1 : 1;
  return a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1;
}
