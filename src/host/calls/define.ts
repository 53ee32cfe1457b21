import { parseDomainXml, withDefaults } from '../../domain/definition/index.ts';
import { refOf } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import { findInTurn, forget, locked, modifying, type Services, workloadOf } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { located, origins } from '../../protocol/origins.ts';
import { domainFor, type Handler } from '../context.ts';

/** Keeps a definition for later starts; one for a known domain replaces it, also while the guest runs. */
export const define: Handler<'DomainDefineXML'> = async (context, { driver, xml }, api) => {
  const { services, connection } = context;
  const definition = withDefaults(parseDomainXml(xml, { driver, random: services.random }));
  // A workload that makes no sense is refused now, not at the first start.
  workloadOf(definition);
  const { registry, keeper, journal } = services;
  const known = await findInTurn(services, definition, { api, connection });
  const domain = known ?? registry.add(definition);
  // No job: also the guest of a migration can be defined anew (qemuDomainDefineXMLFlags; recording 6v-define-A).
  return locked(services, domain, { api, connection, ifGone: 'list again' }, async () => {
    const detail = domain.persistent ? 'Updated' : 'Added';
    domain.persistent = definition;
    if (!isActive(domain.status)) domain.definition = definition;
    await keeper.config(domain).catch((error) => {
      if (!known) registry.remove(domain);
      throw error;
    });
    const note = { kind: 'state', domain: definition.name, driver, uuid: definition.uuid } as const;
    journal.write({ ...note, change: 'define', event: { type: 'Defined', detail } });
    return refOf(domain);
  });
};

/** Forgets the definition. A guest that runs goes on as a transient one. */
export const undefine: Handler<'DomainUndefineFlags'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    const { name, uuid } = domain.definition;
    if (domain.driver === 'lxc') logNoSnapshots(services);
    if (!domain.persistent)
      throw new LibvirtError('operation invalid', 'cannot undefine transient domain', domain.driver);
    if (domain.managedSave && !params.managedSave)
      throw new LibvirtError(
        'operation invalid',
        'Refusing to undefine while domain managed save image exists',
        'qemu',
      );
    if (domain.managedSave) await services.keeper.dropManaged(domain);
    domain.managedSave = false;
    domain.persistent = undefined;
    await forget(services.keeper, domain);
    if (!isActive(domain.status)) services.registry.remove(domain);
    services.journal.write({
      kind: 'state',
      domain: name,
      driver: domain.driver,
      uuid,
      change: 'forget',
      event: { type: 'Undefined', detail: 'Removed' },
    });
    return {};
  });
};

/** virsh asks for snapshots first, which this driver does not know (recording 7e-lxc-lifecycle). */
const logNoSnapshots = ({ log, profile }: Services) =>
  log({
    level: 'error',
    text: `${located(profile, origins.noSnapshots)} : this function is not supported by the connection driver: virDomainSnapshotNum`,
  });

export const setAutostart: Handler<'DomainSetAutostart'> = async (context, params, api) => {
  const { services, connection } = context;
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    if (!domain.persistent)
      throw new LibvirtError('operation invalid', 'cannot set autostart for transient domain', domain.driver);
    domain.autostart = params.autostart;
    await services.keeper.autostart(domain);
    return {};
  });
};
