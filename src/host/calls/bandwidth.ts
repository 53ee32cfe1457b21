import { bandwidthOf, withBandwidth } from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import { changePortBandwidth, locked, modifying } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { affected } from '../affected.ts';
import { domainFor, type Handler } from '../context.ts';

/** How fast a guest's network card may be (virsh domiftune). Nothing goes through it; the limits are only kept. */
export const getBandwidth: Handler<'DomainGetInterfaceParameters'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return locked(services, domain, { api, connection }, async () => {
    const { config } = affected(domain, params);
    const definition = config ? (domain.persistent ?? domain.definition) : domain.definition;
    return { limits: { ...bandwidthOf(definition, macOf(domain, params.device)) } };
  });
};

export const setBandwidth: Handler<'DomainSetInterfaceParameters'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    const { live, config } = affected(domain, params);
    const mac = macOf(domain, params.device);
    if (live) {
      const changed = withBandwidth(domain.definition, mac, params.limits);
      await changePortBandwidth(services, changed, mac);
      domain.definition = changed;
    }
    if (config && domain.persistent) {
      domain.persistent = withBandwidth(domain.persistent, mac, params.limits);
      if (!isActive(domain.status)) domain.definition = domain.persistent;
      await services.keeper.config(domain);
    }
    if (live) await services.keeper.status(domain);
    return {};
  });
};

/** A card by its device on the host or its address. @throws LibvirtError for one that the guest does not have. */
function macOf({ definition, ports }: Domain, device: string): string {
  const mac = ports?.find(({ target }) => target === device)?.mac ?? device.toLowerCase();
  if (definition.interfaces.some((card) => card.mac === mac)) return mac;
  throw new LibvirtError('invalid argument', `invalid argument: '${device}' is not a known interface`, 'domain config');
}
