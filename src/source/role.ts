import type { Domain } from '../domain/domain.ts';
import { noDomainWithUuid } from '../domain/no-domain.ts';
import { jobStats } from '../domain/runner/index.ts';
import type { Services } from '../player/index.ts';
import { formatCookie } from '../protocol/cookie.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { Connection } from '../protocol/sides.ts';
import type { MigrationPhase } from '../protocol/vocabulary.ts';
import type { Outgoing, OutgoingState } from './migration.ts';

/** What each phase of the source works with. */
export interface Role {
  readonly services: Services;
  readonly outgoing: Outgoing;
  readonly connection: Connection;
}

export function domainOf({ services }: Role, { driver, uuid }: Pick<Domain, 'driver'> & { uuid: string }): Domain {
  const domain = services.registry.byUuid(driver, uuid);
  if (!domain) throw noDomainWithUuid(services, driver, uuid);
  return domain;
}

/** The migration a phase belongs to (qemuMigrationJobIsActive). */
export function migrationOf({ outgoing }: Role, domain: Domain): OutgoingState {
  const migration = outgoing.get(domain.definition.uuid);
  if (!migration)
    throw new LibvirtError('operation invalid', `domain '${domain.definition.name}' is not being migrated`, 'qemu');
  return migration;
}

export function cookieOf({ services }: Role, domain: Domain, persistent?: string): string {
  const { name, uuid } = domain.definition;
  const hostUuid = services.profile.migrationProtocol === 3 ? services.hostUuid : undefined;
  return formatCookie({ name, uuid, hostName: services.host, hostUuid, persistent }, services.journal.known());
}

/** The migration is over for this host, however it went. */
export function close({ outgoing }: Role, migration: OutgoingState): void {
  migration.forgetConnection();
  outgoing.delete(migration.domain.definition.uuid);
  const { outgoing: stream } = migration.scene;
  migration.domain.lastJob = stream && jobStats(stream.stats(), false);
  migration.domain.lastJobOperation = undefined;
  migration.domain.job = undefined;
  migration.job.end();
}

/** Journals a phase on its way in and out; a failure is told and thrown on. */
export async function phase<T>(role: Role, domain: Domain, name: MigrationPhase, more: object, work: () => Promise<T>) {
  const { journal } = role.services;
  const note = {
    kind: 'phase',
    domain: domain.definition.name,
    driver: domain.driver,
    phase: name,
    side: 'source',
  } as const;
  journal.write({ ...note, moment: 'entered', ...more });
  try {
    const result = await work();
    journal.write({ ...note, moment: 'left', ...more });
    return result;
  } catch (error) {
    journal.write({
      ...note,
      moment: 'failed',
      ...more,
      error: error instanceof Error ? error.message : String(error),
    });
    throw error;
  }
}
