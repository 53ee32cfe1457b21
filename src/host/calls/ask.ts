import { formatDomainXml, hasAgentChannel, hasBalloon, vintageOf } from '../../domain/definition/index.ts';
import { type Domain, refOf } from '../../domain/domain.ts';
import { liveForm } from '../../domain/live-form.ts';
import { isActive } from '../../domain/status.ts';
import { locked, take } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { ListedDomain, ParamsOf } from '../../protocol/messages.ts';
import type { Profile } from '../../protocol/profiles/index.ts';
import { type Context, domainFor, type Handler, notRunning } from '../context.ts';
import { guestCpuTimeNs } from '../guest-cpu-time.ts';

/**
 * Every domain of the host. Each guest's lock is taken in turn, so one running hook holds up everybody's list
 * (libvirt-facts.md C5). One that is free need not be taken: nothing else happens while it is looked at.
 */
export const list: Handler<'ConnectListAllDomains'> = async (
  { services, connection },
  { driver, managedSave },
  api,
) => {
  const domains: ListedDomain[] = [];
  let waited = false;
  for (const domain of services.registry.all(driver)) {
    if (domain.lock.holder !== undefined) {
      (await take(services, domain.lock, { api, connection }, domain.definition.name))();
      waited = true;
    }
    const isThere = !waited || services.registry.byUuid(domain.driver, domain.definition.uuid) === domain;
    if (isThere && (managedSave ?? domain.managedSave) === domain.managedSave) domains.push(listed(domain));
  }
  return { domains };
};

const listed = ({ driver, definition, status, persistent, autostart }: Domain): ListedDomain => ({
  driver,
  name: definition.name,
  uuid: definition.uuid,
  id: isActive(status) ? status.id : null,
  state: status.state,
  reason: status.reason,
  persistent: persistent !== undefined,
  autostart,
});

/**
 * A domain by id, uuid or name, tried in that order as virsh does, or by the one that is asked for. Needs no lock, so it
 * answers while a hook runs.
 */
export const lookup: Handler<'DomainLookup'> = async ({ services: { registry } }, { driver, key, by }) => {
  const keys = {
    id: () => (/^\d{1,9}$/.test(key) ? registry.byId(driver, Number(key)) : undefined),
    uuid: () => registry.byUuid(driver, key.toLowerCase()),
    name: () => registry.byName(driver, key),
  };
  const domain = by ? keys[by]() : (keys.id() ?? keys.uuid() ?? keys.name());
  if (!domain) throw noDomain(driver, by ?? 'name', key);
  return refOf(domain);
};

const noDomain = (driver: Domain['driver'], by: 'id' | 'uuid' | 'name', key: string) =>
  new LibvirtError('no domain', `no domain with matching ${by} ${by === 'id' ? key : `'${key}'`}`, driver);

export const getXml: Handler<'DomainGetXMLDesc'> = async (context, params, api) =>
  asking(context, params, api, async (domain) => ({
    xml: xmlOf(domain, params, context.services.profile),
  }));

function xmlOf(domain: Domain, { inactive, migratable, secure = false }: XmlWanted, profile: Profile): string {
  const { definition, persistent, status } = domain;
  const vintage = vintageOf(profile);
  if (migratable) return formatDomainXml(definition, { kind: 'migratable', secure }, vintage);
  if (inactive || !isActive(status))
    return formatDomainXml(persistent ?? definition, { kind: 'inactive', secure }, vintage);
  return formatDomainXml(definition, { ...liveForm(domain, 'started', status.id), secure }, vintage);
}
type XmlWanted = ParamsOf<'DomainGetXMLDesc'>;

export const getState: Handler<'DomainGetState'> = async (context, params, api) =>
  asking(context, params, api, async ({ status: { state, reason } }) => ({ state, reason }));

export const getInfo: Handler<'DomainGetInfo'> = async (context, params, api) =>
  asking(context, params, api, async (domain) => {
    const { definition, status, managedSave } = domain;
    // Without a spread, which costs more than all the rest: monitors ask this of every guest, again and again.
    return {
      driver: domain.driver,
      name: definition.name,
      uuid: definition.uuid,
      id: isActive(status) ? status.id : null,
      state: status.state,
      reason: status.reason,
      persistent: domain.persistent !== undefined,
      autostart: domain.autostart,
      osType: definition.osType,
      maxMemoryKib: definition.memoryKib,
      usedMemoryKib: definition.currentMemoryKib,
      cpus: isActive(status) ? definition.currentVcpus : (domain.persistent ?? definition).currentVcpus,
      cpuTimeNs: isActive(status) && status.guest ? guestCpuTimeNs(context.services.clock, status.guest) : 0,
      managedSave,
      ticks: params.ticks !== false && isActive(status) ? ((await status.guest?.inspect())?.ticks ?? 0) : 0,
      securityModel: 'none',
      agent: hasAgentChannel(domain.definition),
      balloon: domain.driver === 'lxc' || hasBalloon(definition),
      messages: domain.taints.map((taint) => `tainted: ${taintWords[taint] ?? taint}`),
    };
  });

/** virDomainTaintMessage. */
const taintWords: Readonly<Record<string, string>> = {
  'high-privileges': 'running with undesirable elevated privileges',
  'hook-script': 'configuration potentially modified by hook script',
  'host-cpu': 'use of host cpu passthrough',
};

async function asking<T>(
  context: Context,
  who: { driver: Domain['driver']; uuid: string },
  api: 'DomainGetXMLDesc' | 'DomainGetState' | 'DomainGetInfo' | 'DomainGetJobStats',
  answer: (domain: Domain) => Promise<T>,
): Promise<T> {
  const domain = domainFor(context, who);
  return locked(context.services, domain, { api, connection: context.connection }, () => answer(domain));
}

/** Statistics of the job that moves the guest's state; on the destination libvirt has none. */
export const getJobStats: Handler<'DomainGetJobStats'> = async (context, params, api) =>
  asking(context, params, api, async (domain) => {
    const { job, lastJob, status } = domain;
    if (params.completed)
      return {
        type: lastJob ? 'Completed' : 'None',
        operation: domain.lastJobOperation ?? 'Outgoing migration',
        stats: { ...lastJob },
      };
    if (!isActive(status)) throw notRunning();
    if (job?.operation === 'Incoming migration')
      throw new LibvirtError(
        'operation unsupported',
        'migration statistics are available only on the source host',
        'qemu',
      );
    if (job?.operation !== 'Outgoing migration') return { type: 'None', operation: 'Unknown', stats: {} };
    const elapsed = Math.round(context.services.clock.monotonic() - job.since);
    return { type: 'Unbounded', operation: job.operation, stats: { time_elapsed: elapsed, ...job.stats?.() } };
  });
