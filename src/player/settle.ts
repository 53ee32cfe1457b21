import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import type { Services } from './services.ts';

/**
 * After an operation, with its job closed: a domain that is on is kept as one without a job, which is what a new daemon
 * goes by (virDomainObjEndAsyncJob); one that is off goes back to its persistent definition, or out of the list when it
 * has none (qemuDomainRemoveInactive).
 */
export async function settle(services: Services, domain: Domain): Promise<void> {
  await services.keeper.status(domain);
  if (isActive(domain.status)) return;
  if (domain.persistent) domain.definition = domain.persistent;
  else forgetTransient(services, domain);
}

function forgetTransient({ registry, journal }: Services, domain: Domain): void {
  const { driver, definition } = domain;
  const { name, uuid } = definition;
  if (registry.byUuid(driver, uuid) !== domain) return;
  registry.remove(domain);
  journal.write({ kind: 'state', domain: name, driver, uuid, change: 'forget' });
}
