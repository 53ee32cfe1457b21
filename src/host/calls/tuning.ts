import {
  aliasOf,
  blkioFamily,
  blockIoOf,
  checkMemoryLimits,
  diskNamed,
  type Family,
  memoryFamily,
  numaFamily,
  type Parameters,
  perfFamily,
  schedulerFamily,
  targetOf,
  withBlockIo,
  withLifecycleAction,
} from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { tell } from '../../player/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { CallName } from '../../protocol/messages.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import { alike, asking, changing, started } from '../change-definition.ts';
import type { Context, Handler } from '../context.ts';

/** What a running guest's parameters would need: hooklab's hosts have no control groups for QEMU. */
const missing = {
  memory: 'cgroup memory controller is not mounted',
  blkio: "blkio cgroup isn't mounted",
  cpuset: 'cgroup cpuset controller is not mounted',
  cpu: 'cgroup CPU controller is not mounted',
} as const;

const refuse = (controller: keyof typeof missing): never => {
  throw new LibvirtError('operation invalid', missing[controller], 'qemu');
};

interface About {
  readonly driver: DomainDriver;
  readonly uuid: string;
  readonly live?: boolean | undefined;
  readonly config?: boolean | undefined;
}
interface Setting extends About {
  readonly parameters: Parameters;
}

/** Asks for a family of parameters; of a running guest only where no control group is needed for the answer. */
const getter =
  (family: Family, controller?: keyof typeof missing) => async (context: Context, params: About, api: CallName) =>
    asking(context, params, api, (definition, where) => {
      if (where === 'live' && controller) refuse(controller);
      return { parameters: { ...family.read(definition) } };
    });

const setter =
  (family: Family, controller: keyof typeof missing, check?: (domain: Domain, values: Parameters) => void) =>
  async (context: Context, params: Setting, api: CallName) =>
    changing(context, params, api, {
      config(definition, domain) {
        check?.(domain, params.parameters);
        return family.write(definition, params.parameters);
      },
      live: () => refuse(controller),
      liveFirst: true,
    });

export const getMemory: Handler<'DomainGetMemoryParameters'> = getter(memoryFamily, 'memory');
export const setMemory: Handler<'DomainSetMemoryParameters'> = setter(
  memoryFamily,
  'memory',
  ({ definition }, values) => checkMemoryLimits(definition, values),
);
export const getNuma: Handler<'DomainGetNumaParameters'> = getter(numaFamily);
export const setNuma: Handler<'DomainSetNumaParameters'> = setter(numaFamily, 'cpuset');
export const getBlkio: Handler<'DomainGetBlkioParameters'> = getter(blkioFamily, 'blkio');
export const setBlkio: Handler<'DomainSetBlkioParameters'> = setter(blkioFamily, 'blkio');
export const getScheduler: Handler<'DomainGetSchedulerParametersFlags'> = getter(schedulerFamily, 'cpu');
export const setScheduler: Handler<'DomainSetSchedulerParametersFlags'> = setter(schedulerFamily, 'cpu');
export const getPerf: Handler<'DomainGetPerfEvents'> = getter(perfFamily);

/** Counters that need a processor of Intel's with resource control. */
const rareEvents = ['cmt', 'mbmt', 'mbml'];

export const setPerf: Handler<'DomainSetPerfEvents'> = (context, params, api) =>
  changing(context, params, api, {
    config: (definition) => perfFamily.write(definition, params.parameters),
    live({ definition }) {
      const rare = rareEvents.find((name) => params.parameters[name] === true);
      if (rare === undefined) return perfFamily.write(definition, params.parameters);
      const text = `unable to enable host cpu perf event for ${rare}`;
      throw new LibvirtError('argument unsupported', text);
    },
    liveFirst: true,
  });

/** How fast a disk may be (qemuDomainGetBlockIoTune). Nothing reads from it; the limits are kept and told. */
export const getBlockIo: Handler<'DomainGetBlockIoTune'> = (context, params, api) =>
  asking(context, params, api, (definition, where, domain) => {
    if (params.disk === undefined) return { parameters: { ...blockIoOf(undefined) } };
    const disk = diskNamed(definition, params.disk);
    if (!disk) throw noDisk(params.disk, where);
    return { parameters: where === 'live' ? asQemuTells(domain, disk) : { ...blockIoOf(disk) } };
  });

const noDisk = (disk: string, where: 'live' | 'config') =>
  new LibvirtError(
    'invalid argument',
    where === 'live'
      ? `invalid argument: disk '${disk}' not found in domain`
      : `invalid argument: disk '${disk}' was not found in the domain config`,
    'qemu',
  );

/** QEMU names the group of a disk by itself, and how long a burst may last once there is one. */
function asQemuTells(domain: Domain, disk: ReturnType<typeof diskNamed>): Parameters {
  const limits = blockIoOf(disk);
  const bursts = Object.entries(limits).filter(([name, value]) => name.endsWith('_max') && Number(value) > 0);
  const lengths = Object.fromEntries(bursts.map(([name]) => [`${name}_length`, limits[`${name}_length`] || 1]));
  const isLimited = Object.values(limits).some((value) => typeof value === 'number' && value > 0);
  const own = disk && diskNamed(started(domain), targetOf(disk));
  const path = `/machine/peripheral/${(own && aliasOf(own)) ?? ''}`;
  const { group_name: given } = limits;
  const group = given || (isLimited ? (/virtio/.test(path) ? `${path}/virtio-backend` : path) : '');
  return { ...limits, ...lengths, group_name: group };
}

export const setBlockIo: Handler<'DomainSetBlockIoTune'> = async (context, params, api) => {
  const { disk, parameters } = params;
  for (const unit of ['bytes_sec', 'iops_sec'])
    if (parameters[`total_${unit}`] && (parameters[`read_${unit}`] || parameters[`write_${unit}`]))
      throw invalid(`total and read/write of ${unit} cannot be set at the same time`);
  return changing(context, params, api, {
    config(definition) {
      const own = diskNamed(definition, disk);
      if (!own) throw invalid(`missing persistent configuration for disk '${disk}'`);
      return withBlockIo(definition, targetOf(own), parameters);
    },
    live(domain) {
      const own = diskNamed(domain.definition, disk);
      if (!own) throw noDisk(disk, 'live');
      const changed = withBlockIo(domain.definition, targetOf(own), parameters);
      checkBursts(blockIoOf(diskNamed(changed, disk)));
      tellLimits(context, domain, targetOf(own), parameters);
      return changed;
    },
    liveFirst: true,
  });
};

const invalid = (text: string) => new LibvirtError('invalid argument', `invalid argument: ${text}`, 'qemu');

function checkBursts(limits: Parameters): void {
  for (const [name, value] of Object.entries(limits)) {
    const burst = Number(limits[`${name}_max`] ?? 0);
    if (burst > 0 && burst < Number(value))
      throw new LibvirtError('config unsupported', `value '${name}_max' cannot be smaller than '${name}'`, 'qemu');
  }
}

function tellLimits({ services }: Context, domain: Domain, disk: string, values: Parameters): void {
  const told = Object.entries(values).map(([name, value]) => [`blkdeviotune.${name}`, value]);
  const all = { 'blkdeviotune.disk': disk, ...Object.fromEntries(told) };
  tell(services, domain, { event: 'tunable', parameters: all });
}

/** What happens when the guest powers off, boots again or crashes (qemuDomainSetLifecycleAction). */
export const setLifecycleAction: Handler<'DomainSetLifecycleAction'> = (context, params, api) =>
  changing(
    context,
    params,
    api,
    alike((definition) => withLifecycleAction(definition, params.when, params.action)),
  );
