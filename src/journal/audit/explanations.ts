import type { Entry } from '../entry.ts';
import { placeOf } from '../words.ts';
import type { Evidence } from './verdict.ts';

/**
 * What kept a migration from its score without anybody breaking it: somebody destroyed the guest, a client, a host or
 * the link between them was lost. A migration that is complete is over with its last phase; later things do not count.
 */
export function explanations({ scope, sides, killed }: Evidence, complete: boolean): readonly string[] {
  const { source, destination } = sides;
  const end = complete ? scope.entries.lastIndexOf(scope.phases.at(-1) as Entry) : scope.entries.length;
  const told = scope.entries.slice(0, end).flatMap((entry) => incident(entry, scope) ?? []);
  const hosts = [scope.places.source?.host, scope.places.destination?.host];
  return [
    ...[source, destination].flatMap(({ tape }) => tape.interruptions),
    ...told,
    ...killed.filter((host) => hosts.includes(host) || hosts.includes(undefined)).map((host) => `${host} was killed`),
  ];
}

function incident(entry: Entry, { places }: Evidence['scope']): string | undefined {
  const names = [places.source?.domain, places.destination?.domain, undefined];
  if (entry.kind === 'fault')
    return explaining.includes(entry.fault) && names.includes(entry.domain)
      ? `${entry.text} (${placeOf(entry)})`
      : undefined;
  if (entry.kind !== 'daemon') return undefined;
  if (entry.what === 'client gone')
    return `${entry.host} lost its client: ${entry.text ?? 'it vanished'} (${placeOf(entry)})`;
  return entry.what === 'shutting down' ? `${entry.host}'s daemon was shut down (${placeOf(entry)})` : undefined;
}

/** Faults that may have kept a migration from going on; the others are nobody's business here. */
const explaining: readonly string[] = ['peer lost', 'deadlock', 'found dead', 'split brain'];
