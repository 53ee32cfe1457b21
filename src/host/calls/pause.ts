import type { Domain } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import type { Services } from '../../player/index.ts';
import { locked, modifying } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { LifecycleEvent } from '../../protocol/vocabulary.ts';
import { domainFor, type Handler, notRunning } from '../context.ts';

/** Stops the guest's processors. During a migration away it is let through and counts as the migration's own pause. */
export const suspend: Handler<'DomainSuspend'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  const migrating = domain.job?.operation === 'Outgoing migration';
  const enter = migrating ? locked : modifying;
  return enter(services, domain, { api, connection }, async () => {
    const { status } = domain;
    if (!isActive(status)) throw notRunning();
    if (status.state === 'paused') return {};
    await status.guest.pause();
    if (migrating) domain.job?.suspended?.();
    const reason = migrating ? 'migration' : 'user';
    domain.status = { state: 'paused', reason, id: status.id, guest: status.guest };
    await changed(services, domain, { type: 'Suspended', detail: migrating ? 'Migrated' : 'Paused' });
    return {};
  });
};

export const resume: Handler<'DomainResume'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    const { status } = domain;
    if (!isActive(status) || !status.guest) throw notRunning();
    if (status.state === 'running') throw alreadyRunning(domain);
    await status.guest.resume();
    domain.status = { state: 'running', reason: 'unpaused', id: status.id, guest: status.guest };
    await changed(services, domain, { type: 'Resumed', detail: 'Unpaused' });
    return {};
  });
};

const alreadyRunning = ({ driver }: Domain) =>
  new LibvirtError('operation invalid', 'domain is already running', driver);

/** Journals that the guest stands still or runs again, with the event that says so. */
export async function changed({ journal, keeper }: Services, domain: Domain, event: LifecycleEvent): Promise<void> {
  const { definition, driver, status } = domain;
  const change = event.type === 'Suspended' ? 'pause' : 'resume';
  const { state, reason } = status;
  journal.write({ kind: 'state', domain: definition.name, driver, uuid: definition.uuid, change, state, reason });
  journal.write({ kind: 'state', domain: definition.name, driver, uuid: definition.uuid, event });
  await keeper.status(domain);
}
