import { exclude } from './exclude.ts';
import type { Given } from './given.ts';
import type { VerbOption } from './verb.ts';

/** Which of a guest's definitions a verb is for (VIRSH_COMMON_OPT_DOMAIN_CONFIG and its like). */
export const impactOptions: readonly VerbOption[] = [
  { name: 'config', kind: 'flag', help: 'affect next boot' },
  { name: 'live', kind: 'flag', help: 'affect running domain' },
  { name: 'current', kind: 'flag', help: 'affect current domain' },
];

export const persistentOption: VerbOption = {
  name: 'persistent',
  kind: 'flag',
  help: 'make live change persistent',
};

interface Impact {
  readonly live?: true;
  readonly config?: true;
}

/** @throws VirshError where --current stands beside what it excludes. */
export function impactOf(given: Given): Impact {
  exclude(given, ['current', 'live'], ['current', 'config']);
  return { ...(given.has('live') && { live: true }), ...(given.has('config') && { config: true }) };
}

/** The same of verbs whose API of old, used where nothing is said, is for the running guest. */
export function impactOrLive(given: Given): Impact {
  const impact = impactOf(given);
  return impact.live || impact.config || given.has('current') ? impact : { live: true };
}

/** The same of verbs with --persistent: the next start, and the guest as it runs if it does. */
export function impactOfPlug(given: Given, isActive: boolean): Impact {
  exclude(given, ['persistent', 'current']);
  const impact = impactOrLive(given);
  if (!given.has('persistent')) return impact;
  return { config: true, ...((given.has('live') || isActive) && { live: true }) };
}
