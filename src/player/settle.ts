import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import type { Services } from './services.ts';

/**
 * After an operation: a domain that is off goes back to its persistent definition, or out of the list when it has none
 * (qemuDomainRemoveInactive).
 */
export async function settle({ registry, keeper }: Services, domain: Domain): Promise<void> {
  if (isActive(domain.status)) return;
  await keeper.status(domain);
  if (domain.persistent) domain.definition = domain.persistent;
  else registry.remove(domain);
}
