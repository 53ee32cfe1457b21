import { settle } from '../player/index.ts';
import { flagBits } from '../protocol/migration-flags.ts';
import { located, origins } from '../protocol/origins.ts';
import type { OutgoingState } from './migration.ts';
import { close, type Role } from './role.ts';

/**
 * The conductor's connection closed (qemuMigrationSrcCleanup). Before Perform there is nothing to keep; during it the
 * copy goes on until it ends; after it nobody here knows whether the guest runs at the destination, so it stays paused.
 */
export function conductorGone(role: Role, migration: OutgoingState): void {
  if (migration.job.phase === 'perform' && !migration.performed) return;
  const { log, journal, profile, stopping, unasked } = role.services;
  // Without a guest there is nothing that a daemon which ends would wait for: it is gone before it could say so.
  if (stopping.aborted && migration.job.apiFlags & flagBits(['offline'])) {
    close(role, migration);
    return;
  }
  const text = sentence(migration);
  log({ level: 'warning', text: `${located(profile, origins.conductorGone)} : ${text}` });
  journal.write({ kind: 'daemon', what: 'client gone', text });
  close(role, migration);
  unasked(settle(role.services, migration.domain));
}

function sentence({ domain, performed }: OutgoingState): string {
  const { name } = domain.definition;
  const unknown = `; it is unknown whether domain ${name} was started on the destination: it stays paused here until an administrator acts`;
  return `The connection which controls migration of domain ${name} was closed${performed ? unknown : ''}`;
}
