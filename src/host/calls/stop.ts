import type { Domain } from '../../domain/domain.ts';
import { type ActiveStatus, isActive } from '../../domain/status.ts';
import { locked, newProgress, playScore, settle } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { domainFor, type Handler, notRunning } from '../context.ts';

/**
 * Ends the guest now. A destroy does not wait for a migration or a start that is under way: that is how one gets rid of
 * them; it does wait for a hook of the guest that is running.
 */
export const destroy: Handler<'DomainDestroy'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    if (!isActive(domain.status)) throw notRunning();
    const { driver, definition } = domain;
    await playScore(
      services,
      { domain, driver, name: definition.name, cause: 'destroyed', progress: newProgress() },
      'destroy',
    );
    await settle(services, domain);
    return {};
  });
};

/** Asks the guest to power off, as pressing its power button would; a guest with nothing booted does not hear it. */
export const shutdown: Handler<'DomainShutdown'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    if (!hearsButton(domain)) throw deaf(domain);
    await domain.status.guest?.powerButton();
    return {};
  });
};

const deaf = ({ driver }: Domain) => new LibvirtError('operation invalid', 'domain is not running', driver);

/** A paused machine cannot be asked (qemuDomainShutdownFlags); a container can. */
const hearsButton = (domain: Domain): domain is Domain & { readonly status: ActiveStatus } =>
  domain.driver === 'lxc' ? isActive(domain.status) : domain.status.state === 'running';
