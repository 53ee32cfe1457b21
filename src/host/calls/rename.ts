import { renamed } from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import { forget, modifying, type Services } from '../../player/index.ts';
import { type ErrorDomain, LibvirtError } from '../../protocol/errors.ts';
import type { LifecycleEvent } from '../../protocol/vocabulary.ts';
import { type Context, domainFor, type Handler } from '../context.ts';
import { refuseLxc } from '../refuse-lxc.ts';

/** Gives a domain that is off another name; its files move along and no hook runs (recording 2q-rename). */
export const rename: Handler<'DomainRename'> = async (context, params, api) => {
  const { services, connection } = context;
  refuseLxc(params.driver, 'virDomainRename');
  const domain = domainFor(context, params);
  return modifying(services, domain, { api, connection }, async () => {
    refuse(context, domain, params.newName);
    await move(services, domain, params.newName);
    return {};
  });
};

function refuse({ services }: Context, domain: Domain, newName: string): void {
  const { registry } = services;
  if (isActive(domain.status)) throw invalid('cannot rename active domain', domain.driver);
  if (!domain.persistent) throw invalid('cannot rename a transient domain', domain.driver);
  if (domain.managedSave) throw invalid("domain with a managed saved state can't be renamed", domain.driver);
  if (newName === domain.definition.name) throw invalid("Can't rename domain to itself");
  if (registry.byName(domain.driver, newName)) throw invalid(`domain with name '${newName}' already exists`);
}

const invalid = (detail: string, by: ErrorDomain = 'domain config') =>
  new LibvirtError('operation invalid', detail, by);

async function move(services: Services, domain: Domain, newName: string): Promise<void> {
  const { keeper, registry } = services;
  const { definition, persistent = definition, autostart } = domain;
  // A name that cannot be is refused before anything is given up.
  const [live, kept] = [renamed(definition, newName), renamed(persistent, newName)];
  domain.persistent = undefined;
  await forget(keeper, domain);
  tell(services, domain, { type: 'Undefined', detail: 'Renamed' });
  registry.rename(domain, live);
  Object.assign(domain, { persistent: kept, autostart });
  await keeper.config(domain);
  await keeper.autostart(domain);
  tell(services, domain, { type: 'Defined', detail: 'Renamed' });
}

function tell({ journal }: Services, { driver, definition }: Domain, event: LifecycleEvent): void {
  const { name, uuid } = definition;
  const change = event.type === 'Defined' ? 'define' : 'forget';
  journal.write({ kind: 'state', domain: name, driver, uuid, change, event });
}
