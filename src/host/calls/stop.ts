import type { Domain } from '../../domain/domain.ts';
import { noDomainWithUuid } from '../../domain/no-domain.ts';
import { type ActiveStatus, isActive } from '../../domain/status.ts';
import { type Held, locked, modifying, newProgress, playScore, type Services, settle } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { domainFor, type Handler, notRunning } from '../context.ts';

/**
 * Ends the guest now. A destroy does not wait for a migration or a start that is under way: that is how one gets rid of
 * them; it does wait for a hook of the guest that is running.
 */
export const destroy: Handler<'DomainDestroy'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async (held) => {
    if (!isActive(domain.status)) throw notRunning();
    if (isStarting(domain)) return endStart(services, domain, held);
    const { driver, definition } = domain;
    const scene = {
      domain,
      driver,
      name: definition.name,
      cause: 'destroyed',
      progress: newProgress(),
      destroyed: true,
    } as const;
    await playScore(services, scene, 'destroy');
    await settle(services, domain);
    return {};
  });
};

/** Its lock is free in the middle of a start only while its process comes up. */
const isStarting = ({ driver, status, job }: Domain) =>
  driver === 'qemu' && job !== undefined && status.state === 'paused' && status.reason === 'starting up';

/**
 * Who brings the guest up finds it destroyed and takes it down again, with its hooks; the destroy waits for that
 * (qemuProcessBeginStopJob). A transient guest is not known any more by then.
 */
async function endStart(services: Services, domain: Domain, held: Held): Promise<Record<string, never>> {
  const { job, driver, definition } = domain;
  if (job) job.destroyed = true;
  await held.unlocked(async () => job?.over);
  if (services.registry.byUuid(driver, definition.uuid) !== domain)
    throw noDomainWithUuid(services, driver, definition.uuid);
  return {};
}

/**
 * Asks the guest to power off, as pressing its power button would; a guest with nothing booted does not hear it. A job
 * under way is waited for.
 */
export const shutdown: Handler<'DomainShutdown'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    if (!hearsButton(domain)) throw deaf(domain);
    await domain.status.guest?.powerButton();
    return {};
  });
};

const deaf = ({ driver }: Domain) => new LibvirtError('operation invalid', 'domain is not running', driver);

/** A paused machine cannot be asked (qemuDomainShutdownFlags); a container can. */
const hearsButton = (domain: Domain): domain is Domain & { readonly status: ActiveStatus } =>
  domain.driver === 'lxc' ? isActive(domain.status) : domain.status.state === 'running';
