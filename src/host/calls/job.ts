import { isActive } from '../../domain/status.ts';
import { locked, modifying } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { domainFor, type Handler, notRunning } from '../context.ts';

/** Cancels the job that moves the guest's state; the migration ends at its next step and the guest runs on. */
export const abortJob: Handler<'DomainAbortJob'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  // The job of an incoming migration lets no other in, not even this one (recording 5e-ops-during-migration-B).
  const enter = domain.job?.operation === 'Incoming migration' ? modifying : locked;
  return enter(services, domain, { api, connection }, async () => {
    const { job, status } = domain;
    if (!isActive(status)) throw notRunning(domain.driver);
    if (!job?.abort) throw invalid('no job is active on the domain');
    job.abort();
    return {};
  });
};

export const setMaxSpeed: Handler<'DomainMigrateSetMaxSpeed'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    domain.maxSpeed = params.mibPerSecond;
    domain.job?.setBandwidth?.(params.mibPerSecond * 1024 * 1024);
    return {};
  });
};

const invalid = (detail: string) => new LibvirtError('operation invalid', detail, 'qemu');
