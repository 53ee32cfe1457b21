import {
  formatCpuSet,
  hasVcpu,
  iothreadsOf,
  type Pinned,
  pinOf,
  withIothread,
  withMaxVcpus,
  withoutIothread,
  withPin,
  withVcpu,
  withVcpus,
} from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import { tell } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { refuseAgent } from '../agent.ts';
import { alike, asking, changing } from '../change-definition.ts';
import { type Context, domainFor, type Handler } from '../context.ts';

type Definition = Domain['definition'];
const invalid = (text: string, part: 'qemu' | 'domain config' = 'qemu') =>
  new LibvirtError('invalid argument', `invalid argument: ${text}`, part);

/** How many processors a guest has or can have (qemuDomainGetVcpusFlags). */
export const getVcpus: Handler<'DomainGetVcpusFlags'> = async (context, params, api) => {
  if (params.guest) {
    const { status } = domainFor(context, params);
    if (!isActive(status))
      throw invalid('vCPU count provided by the guest agent can only be requested for live domains');
    refuseAgent(domainFor(context, params));
  }
  return asking(context, params, api, ({ vcpus, currentVcpus }) => ({
    count: params.maximum ? vcpus : currentVcpus,
  }));
};

/** Processors come and go while the guest runs, or at its next start (qemuDomainSetVcpusFlags). */
export const setVcpus: Handler<'DomainSetVcpusFlags'> = async (context, params, api) => {
  const { count, maximum, guest, hotpluggable } = params;
  if (guest) refuseAgent(domainFor(context, params));
  if (maximum)
    return changing(context, params, api, {
      config: (definition) => withMaxVcpus(definition, count),
      live: () => {
        throw invalid("maximum vcpu count of a live domain can't be modified");
      },
      liveFirst: true,
    });
  const named = hotpluggable === true;
  return changing(context, params, api, {
    config(definition) {
      checkCount(definition, count, 'persistent');
      return withVcpus(definition, count, { named });
    },
    live(domain) {
      checkCount(domain.definition, count, 'live');
      if (count < domain.definition.currentVcpus) checkUnplug(domain);
      return count === domain.definition.currentVcpus && !named
        ? undefined
        : withVcpus(domain.definition, count, { named: true, ordered: true });
    },
    liveFirst: true,
  });
};

function checkCount({ vcpus }: Definition, count: number, which: 'live' | 'persistent'): void {
  if (count > vcpus)
    throw invalid(`requested vcpus is greater than max allowable vcpus for the ${which} domain: ${count} > ${vcpus}`);
}

/** A guest without anybody inside never said that it lets processors go. */
function checkUnplug({ definition, status }: Domain): void {
  if (isActive(status) && status.guest?.spec.hasOperatingSystem) return;
  const words =
    "unable to execute QEMU command 'device_del': acpi: device unplug request for not supported device type:";
  throw new LibvirtError('internal error', `${words} qemu64-${definition.arch ?? 'x86_64'}-cpu`, 'qemu');
}

/** One processor, or some (qemuDomainSetVcpu). */
export const setVcpu: Handler<'DomainSetVcpu'> = (context, params, api) => {
  const { vcpus, enable } = params;
  const changeAll = (definition: Definition, ordered: boolean) =>
    vcpus.reduce((changed, id) => withVcpu(changed, id, enable, { ordered }), definition);
  return changing(context, params, api, {
    config(definition) {
      for (const id of vcpus) {
        if (!hasVcpu(definition, id)) throw invalid(`vcpu ${id} is not present in persistent config`);
        if (id === 0) throw invalid("vCPU '0' can't be modified");
      }
      return changeAll(definition, false);
    },
    live(domain) {
      for (const id of vcpus) checkOne(domain, id, enable);
      return changeAll(domain.definition, true);
    },
  });
};

function checkOne(domain: Domain, id: number, enable: boolean): void {
  const known = hasVcpu(domain.definition, id);
  if (!known) throw invalid(`vcpu ${id} is not present in live config`);
  if (known.enabled === enable) throw invalid(`vcpu '${id}' is already in requested state`);
  if (enable) return;
  if (id === 0) throw new LibvirtError('operation unsupported', "vcpu '0' can't be unplugged", 'qemu');
  checkUnplug(domain);
}

/** Where the guest's processors may run; nothing runs there, it is only kept and told (qemuDomainPinVcpuFlags). */
export const pinVcpu: Handler<'DomainPinVcpuFlags'> = (context, params, api) => {
  const { vcpu, cpus } = params;
  return changing(context, params, api, {
    config(definition) {
      if (vcpu >= definition.vcpus || !hasVcpu(definition, vcpu))
        throw invalid(`vcpu ${vcpu} is out of range of persistent cpu count ${definition.currentVcpus}`);
      return withPin(definition, { vcpu }, cpus);
    },
    live(domain) {
      if (!hasVcpu(domain.definition, vcpu)?.enabled)
        throw invalid(`vcpu ${vcpu} is out of range of live cpu count ${domain.definition.currentVcpus}`);
      return pinned(context, domain, { vcpu }, { cpus, name: `vcpupin${vcpu}` });
    },
  });
};

export const pinEmulator: Handler<'DomainPinEmulator'> = (context, params, api) => {
  const { cpus } = params;
  return changing(context, params, api, {
    config: (definition) => withPin(definition, 'emulator', cpus),
    live: (domain) => pinned(context, domain, 'emulator', { cpus, name: 'emulatorpin' }),
  });
};

export const pinIothread: Handler<'DomainPinIOThread'> = (context, params, api) => {
  const { id, cpus } = params;
  return changing(context, params, api, {
    config(definition) {
      if (!iothreadsOf(definition).includes(id)) throw invalid(`iothreadid ${id} not found`);
      return withPin(definition, { iothread: id }, cpus);
    },
    live(domain) {
      if (!iothreadsOf(domain.definition).includes(id)) throw invalid(`iothread ${id} not found`);
      return pinned(context, domain, { iothread: id }, { cpus, name: `iothreadpin${id}` });
    },
    liveFirst: true,
  });
};

interface Pin {
  readonly cpus: readonly number[];
  readonly name: string;
}

function pinned({ services }: Context, domain: Domain, what: Pinned, { cpus, name }: Pin): Definition {
  tell(services, domain, { event: 'tunable', parameters: { [`cputune.${name}`]: formatCpuSet(cpus) } });
  return withPin(domain.definition, what, cpus);
}

const listOf = (pin: readonly number[] | undefined) => (pin ? [...pin] : null);

export const getVcpuPins: Handler<'DomainGetVcpuPinInfo'> = (context, params, api) =>
  asking(context, params, api, (definition) => ({
    pins: Array.from({ length: definition.vcpus }, (_, vcpu) => listOf(pinOf(definition, { vcpu }))),
  }));

export const getEmulatorPin: Handler<'DomainGetEmulatorPinInfo'> = (context, params, api) =>
  asking(context, params, api, (definition) => ({ pin: listOf(pinOf(definition, 'emulator')) }));

/** QEMU tells its threads with the last one first. */
export const getIothreads: Handler<'DomainGetIOThreadInfo'> = (context, params, api) =>
  asking(context, params, api, (definition, where) => {
    const ids = iothreadsOf(definition);
    const inOrder = where === 'live' ? [...ids].reverse() : ids;
    return { threads: inOrder.map((id) => ({ id, cpus: listOf(pinOf(definition, { iothread: id })) })) };
  });

export const addIothread: Handler<'DomainAddIOThread'> = (context, params, api) =>
  changing(
    context,
    params,
    api,
    alike((definition) => {
      if (iothreadsOf(definition).includes(params.id))
        throw invalid(`an IOThread is already using iothread_id '${params.id}'`);
      return withIothread(definition, params.id);
    }),
  );

export const removeIothread: Handler<'DomainDelIOThread'> = (context, params, api) =>
  changing(
    context,
    params,
    api,
    alike((definition) => {
      if (!iothreadsOf(definition).includes(params.id))
        throw invalid(`cannot find IOThread '${params.id}' in iothreadids list`, 'domain config');
      return withoutIothread(definition, params.id);
    }),
  );

/** How a thread waits for work: QEMU alone would know, so nothing is kept (qemuDomainSetIOThreadParams). */
export const setIothread: Handler<'DomainSetIOThreadParams'> = (context, params, api) => {
  const check = (definition: Definition) => {
    if (!iothreadsOf(definition).includes(params.id))
      throw invalid(`cannot find IOThread '${params.id}' in iothreadids`);
    const { thread_pool_min: least, thread_pool_max: most = -1 } = params.parameters;
    if (least !== undefined && Number(least) > Number(most))
      throw new LibvirtError(
        'operation invalid',
        `thread_pool_min (${least}) can't be greater than thread_pool_max (${most})`,
        'qemu',
      );
  };
  return changing(context, params, api, {
    config(definition) {
      check(definition);
      if (Object.keys(params.parameters).some((name) => name.startsWith('poll')))
        throw new LibvirtError(
          'operation unsupported',
          'configuring persistent polling values is not supported',
          'qemu',
        );
      return definition;
    },
    live({ definition }) {
      check(definition);
      return undefined;
    },
  });
};
