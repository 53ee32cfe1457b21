import type { ListedDomain } from '../../protocol/messages.ts';
import type { Given } from './given.ts';

/** A domain of the host's list, with what virsh asks about it. */
export interface Candidate extends ListedDomain {
  /** It has a managed save image. */
  readonly saved: boolean;
  readonly title: string;
}

/** Filters by their options. Those of one group are alternatives, groups narrow each other (virConnectListAllDomains). */
export const filters: readonly (readonly { name: string; help: string; keeps: (domain: Candidate) => boolean }[])[] = [
  [
    { name: 'transient', help: 'list transient domains', keeps: ({ persistent }) => !persistent },
    { name: 'persistent', help: 'list persistent domains', keeps: ({ persistent }) => persistent },
  ],
  [
    // No guest of hooklab has snapshots or checkpoints.
    { name: 'with-snapshot', help: 'list domains with existing snapshot', keeps: () => false },
    { name: 'without-snapshot', help: 'list domains without a snapshot', keeps: () => true },
  ],
  [
    { name: 'with-checkpoint', help: 'list domains with existing checkpoint', keeps: () => false },
    { name: 'without-checkpoint', help: 'list domains without a checkpoint', keeps: () => true },
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
  [
    { name: 'with-managed-save', help: 'list domains with managed save state', keeps: ({ saved }) => saved },
    { name: 'without-managed-save', help: 'list domains without managed save', keeps: ({ saved }) => !saved },
  ],
];

/** Whether the options of `virsh list` ask for this domain: running ones, unless they say otherwise. */
export function isWanted(domain: Candidate, given: Given): boolean {
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
