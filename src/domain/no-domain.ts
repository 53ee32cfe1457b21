import { LibvirtError } from '../protocol/errors.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import type { Registry } from './registry.ts';

interface Host {
  readonly registry: Pick<Registry, 'lastName'>;
  readonly profile: Pick<Profile, 'namesLostDomains'>;
}

/** Nobody is there by that uuid any more (virDomainObjListFindByUUID's callers; recording 5b-same-domain-start-sleeps). */
export function noDomainWithUuid({ registry, profile }: Host, driver: DomainDriver, uuid: string): LibvirtError {
  const name = profile.namesLostDomains ? registry.lastName(driver, uuid) : undefined;
  const who = name === undefined ? '' : ` (${name})`;
  return new LibvirtError('no domain', `no domain with matching uuid '${uuid}'${who}`, driver);
}
