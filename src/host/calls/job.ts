import type { Domain } from '../../domain/domain.ts';
import type { Job } from '../../domain/job.ts';
import { cacheSize, defaultCacheBytes, defaultDowntimeMs, largestDowntimeMs } from '../../domain/runner/index.ts';
import { isActive } from '../../domain/status.ts';
import { locked, modifying } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { flagBits } from '../../protocol/migration-flags.ts';
import { type Context, domainFor, type Handler, notRunning } from '../context.ts';

/** Cancels the job that moves the guest's state; the migration ends at its next step and the guest runs on. */
export const abortJob: Handler<'DomainAbortJob'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  // The job of an incoming migration lets no other in, not even this one (recording 5e-ops-during-migration-B).
  const enter = domain.job?.operation === 'Incoming migration' ? modifying : locked;
  return enter(services, domain, { api, connection }, async () => {
    const { job, status } = domain;
    if (!isActive(status)) throw notRunning();
    refuseByPhase(context, job, params.postcopy ?? false);
    if (!job?.abort) throw invalid('no job is active on the domain');
    job.abort();
    return {};
  });
};

/** What has been handed over cannot be undone, only broken off; what has not, only undone (qemuDomainAbortJobFlags). */
function refuseByPhase({ services: { profile } }: Context, job: Job | undefined, postcopy: boolean): void {
  if (postcopy && !profile.pausesPostcopy) throw unknownCall('virDomainAbortJobFlags');
  if (postcopy && !job?.postcopy?.()) throw invalid('current job is not outgoing migration in post-copy mode');
  if (!postcopy && job?.postcopy?.()) throw invalid('cannot abort migration in post-copy mode');
}

/** The guest is to run on at the destination before all of it is there; it will as soon as QEMU comes to it. */
export const startPostcopy: Handler<'DomainMigrateStartPostCopy'> = async (context, params, api) => {
  const { services, connection } = context;
  if (services.profile.refusesPostcopy !== undefined) throw unknownCall('virDomainMigrateStartPostCopy');
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    const { job, status } = domain;
    if (!isActive(status)) throw notRunning();
    if (job?.operation !== 'Outgoing migration')
      throw invalid('post-copy can only be started while outgoing migration is in progress');
    if ((job.apiFlags & flagBits(['postcopy'])) === 0)
      throw invalid('switching to post-copy requires migration to be started with VIR_MIGRATE_POSTCOPY flag');
    job.startPostcopy?.();
    return {};
  });
};

const unknownCall = (name: string) => new LibvirtError('no support', name);

/** Only a guest that runs has such a limit (qemuDomainMigrationSetPostcopySpeed). @throws LibvirtError */
function running(domain: Domain): Domain {
  if (!isActive(domain.status)) throw notRunning();
  return domain;
}

export const setMaxSpeed: Handler<'DomainMigrateSetMaxSpeed'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    const { mibPerSecond, postcopy } = params;
    if (postcopy) running(domain).postcopySpeed = mibPerSecond;
    else {
      domain.maxSpeed = mibPerSecond;
      if (domain.job) domain.job.maxSpeed = undefined;
      domain.job?.setBandwidth?.((mibPerSecond || unlimitedMibPerSecond) * 1024 * 1024);
    }
    return {};
  });
};

/** No limit is what libvirt keeps as the largest number of bytes (QEMU_DOMAIN_MIG_BANDWIDTH_MAX). */
const unlimitedMibPerSecond = 8_796_093_022_207;

export const getMaxSpeed: Handler<'DomainMigrateGetMaxSpeed'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => ({
    mibPerSecond: params.postcopy ? (running(domain).postcopySpeed ?? 0) : speedOf(domain),
  }));
};

/** While it moves by a limit of that migration, it is that one, and the guest's own afterwards. */
const speedOf = ({ job, maxSpeed }: Domain) => job?.maxSpeed ?? maxSpeed ?? unlimitedMibPerSecond;

/** Also while the guest moves; it lasts as long as the guest runs. */
export const setMaxDowntime: Handler<'DomainMigrateSetMaxDowntime'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    if (!isActive(domain.status)) throw notRunning();
    domain.maxDowntimeMs = withinRange(params.ms);
    domain.job?.setDowntimeLimit?.(params.ms);
    return {};
  });
};

export const getMaxDowntime: Handler<'DomainMigrateGetMaxDowntime'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    if (!isActive(domain.status)) throw notRunning();
    return { ms: domain.maxDowntimeMs ?? defaultDowntimeMs };
  });
};

/** Bytes of the cache by which pages are sent as what changed on them; as long as the guest runs. */
export const setCompressionCache: Handler<'DomainMigrateSetCompressionCache'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    if (!isActive(domain.status)) throw notRunning();
    domain.compressionCache = cacheSize(params.bytes);
    return {};
  });
};

export const getCompressionCache: Handler<'DomainMigrateGetCompressionCache'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    if (!isActive(domain.status)) throw notRunning();
    return { bytes: domain.compressionCache ?? defaultCacheBytes };
  });
};

/** QEMU refuses more (migrate_params_check). */
function withinRange(ms: number): number {
  if (ms <= largestDowntimeMs) return ms;
  const range = `an integer in the range of 0 to (${largestDowntimeMs / 1000} * 1000) ms`;
  const text = `unable to execute QEMU command 'migrate-set-parameters': Parameter 'downtime_limit' expects ${range}`;
  throw new LibvirtError('internal error', text, 'qemu');
}

const invalid = (detail: string) => new LibvirtError('operation invalid', detail, 'qemu');
