import { alreadyActive } from '../domain/already-active.ts';
import { checkAbiStable, type Definition, parseDomainXml, renamed } from '../domain/definition/index.ts';
import type { Domain } from '../domain/domain.ts';
import type { Job } from '../domain/job.ts';
import { isActive } from '../domain/status.ts';
import { type Caller, findInTurn, lateLock } from '../player/index.ts';
import type { Cookie } from '../protocol/cookie.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { Role } from './role.ts';

/**
 * The gate an incoming guest passes after its `migrate` hook: what the hook printed is checked, then the hosts' identity,
 * then whether the guest may be added. From then on the domain's lock is held until Prepare ends.
 */
export interface Gate {
  admit(filtered: string | undefined): Promise<Domain>;
  leave(): void;
  unlocked<T>(work: () => Promise<T>): Promise<T>;
  /** Where the guest waits for its state; empty for an offline migration. */
  uri(): string;
  waitAt(uri: string): void;
}

interface Arrival {
  readonly sent: Definition;
  readonly cookie: Cookie;
  readonly job: Job;
}

export function admission(role: Role, { sent, cookie, job }: Arrival): Gate {
  const { services, connection } = role;
  const caller: Caller = { api: 'DomainMigratePrepare3Params', connection };
  const lock = lateLock(services, caller);
  let uri = '';
  return {
    unlocked: lock.unlocked,
    leave: lock.leave,
    async admit(filtered) {
      const definition = filteredDefinition(role, sent, filtered);
      refuseSameHost(role, cookie);
      const domain = await enlist(role, definition, caller);
      await lock.hold(domain);
      refuseActive(domain);
      domain.definition = definition;
      domain.job = job;
      return domain;
    },
    uri: () => uri,
    waitAt(where) {
      uri = where;
    },
  };
}

/** What the `migrate` hook printed, if anything, must still be the same guest (virDomainDefCheckABIStability). */
function filteredDefinition({ services }: Role, sent: Definition, filtered: string | undefined): Definition {
  if (filtered === undefined) return sent;
  const changed = parseDomainXml(filtered, { driver: sent.driver, random: services.random });
  checkAbiStable(sent, changed);
  return changed.name === sent.name ? changed : renamed(changed, sent.name);
}

/** Hosts are told apart by uuid since protocol 3; the `migrate` hook has run by then (recording 3c-to-self). */
function refuseSameHost({ services }: Role, { hostUuid }: Cookie): void {
  if (services.profile.migrationProtocol === 3 && hostUuid === services.hostUuid)
    throw new LibvirtError('internal error', `Attempt to migrate guest to the same host ${hostUuid}`, 'qemu');
}

async function enlist({ services }: Role, definition: Definition, caller: Caller): Promise<Domain> {
  const known = await findInTurn(services, definition, caller);
  if (known) refuseActive(known);
  return known ?? services.registry.add(definition);
}

function refuseActive(domain: Domain): void {
  if (isActive(domain.status)) throw alreadyActive(domain);
}
