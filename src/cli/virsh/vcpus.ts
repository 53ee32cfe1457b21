import { LibvirtError } from '../../protocol/errors.ts';
import { exclude, require } from './exclude.ts';
import { impactOf, impactOptions, impactOrLive } from './impact.ts';
import { lookup, who } from './lookup.ts';
import { domainOption, type Verb, type VerbCall } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** How many processors a guest has. */
export const setvcpus: Verb = {
  name: 'setvcpus',
  summary: 'change number of virtual CPUs',
  description: 'Change the number of virtual CPUs in the guest domain.',
  options: [
    domainOption,
    { name: 'count', kind: 'number', required: true, help: 'number of virtual CPUs' },
    { name: 'maximum', kind: 'flag', help: 'set maximum limit on next boot' },
    ...impactOptions,
    { name: 'guest', kind: 'flag', help: 'modify cpu state in the guest' },
    { name: 'hotpluggable', kind: 'flag', help: 'make added vcpus hot(un)pluggable' },
  ],
  async run(call) {
    const { given, session } = call;
    exclude(given, ['current', 'live'], ['current', 'config'], ['guest', 'config']);
    require(given, ['maximum', 'config']);
    const more = { guest: given.has('guest'), hotpluggable: given.has('hotpluggable') };
    const impact = more.guest || more.hotpluggable ? impactOf(given) : impactOrLive(given);
    const domain = await lookup(call);
    const count = given.number('count') ?? 0;
    if (count === 0) throw new VirshError(["Can't set 0 processors for a VM"]);
    const maximum = given.has('maximum');
    await session.call('DomainSetVcpusFlags', { ...who(domain), count, maximum, ...more, ...impact });
    return { data: { count } };
  },
};

/** One processor more, or less. */
export const setvcpu: Verb = {
  name: 'setvcpu',
  summary: 'attach/detach vcpu or groups of threads',
  description: 'Add or remove vcpus',
  options: [
    domainOption,
    { name: 'vcpulist', kind: 'data', help: 'ids of vcpus to manipulate' },
    { name: 'enable', kind: 'flag', help: 'enable cpus specified by cpumap' },
    { name: 'disable', kind: 'flag', help: 'disable cpus specified by cpumap' },
    ...impactOptions,
  ],
  async run(call) {
    const { given, session } = call;
    exclude(given, ['enable', 'disable']);
    const impact = impactOf(given);
    if (!given.has('enable') && !given.has('disable')) throw new VirshError(['one of --enable, --disable is required']);
    const domain = await lookup(call);
    const vcpus = cpuList(given.required('vcpulist'));
    await session.call('DomainSetVcpu', { ...who(domain), vcpus, enable: given.has('enable'), ...impact });
    return { data: { vcpus } };
  },
};

/** A list of processors as the user writes it. @throws VirshError for what is none. */
function cpuList(text: string): number[] {
  const parts = text.split(',').map((part) => /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part));
  if (!parts.every((part) => part !== null)) throw badList(text);
  return parts.flatMap((part) => {
    const [first, last] = [Number(part[1]), Number(part[2] ?? part[1])];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  });
}

const badList = (text: string) =>
  new VirshError([`Invalid cpulist '${text}'`], {
    cause: new LibvirtError('invalid argument', `invalid argument: Failed to parse bitmap '${text}'`),
  });

/** Processors of the host that a user names; \`r\` are all. @throws VirshError for what the host does not have. */
export async function hostCpus({ session }: VerbCall, text: string): Promise<number[]> {
  const { cpus } = await session.call('NodeGetInfo', {});
  if (text === 'r') return Array.from({ length: cpus }, (_, cpu) => cpu);
  const list = cpuList(text);
  const beyond = list.find((cpu) => cpu >= cpus);
  if (beyond === undefined) return list;
  throw new VirshError([`CPU ${beyond} in cpulist '${text}' exceed the maxcpu ${cpus}`]);
}

/** How many processors there are and can be, of the guest as it runs and at its next start. */
export const vcpucount: Verb = {
  name: 'vcpucount',
  summary: 'domain vcpu counts',
  description: 'Returns the number of virtual CPUs used by the domain.',
  options: [
    domainOption,
    { name: 'maximum', kind: 'flag', help: 'get maximum count of vcpus' },
    { name: 'active', kind: 'flag', help: 'get number of currently active vcpus' },
    { name: 'live', kind: 'flag', help: 'get value from running domain' },
    { name: 'config', kind: 'flag', help: 'get value to be used on next boot' },
    { name: 'current', kind: 'flag', help: 'get value according to current domain state' },
    { name: 'guest', kind: 'flag', help: 'retrieve vcpu count from the guest instead of the hypervisor' },
  ],
  async run(call) {
    const { given } = call;
    exclude(
      given,
      ['live', 'config'],
      ['active', 'maximum'],
      ['guest', 'config'],
      ['current', 'live'],
      ['current', 'config'],
    );
    const asked = ['maximum', 'active', 'live', 'config', 'current', 'guest'].some((name) => given.has(name));
    return asked ? oneCount(call) : allCounts(call);
  },
};

async function oneCount(call: VerbCall) {
  const { given, session } = call;
  const domain = await lookup(call);
  const flags = { maximum: given.has('maximum'), guest: given.has('guest'), ...impactOf(given) };
  const work = session.call('DomainGetVcpusFlags', { ...who(domain), ...flags });
  const { count } = await work.catch((cause) => {
    const isOff = given.has('guest') && cause instanceof LibvirtError && cause.is('invalid argument');
    throw isOff ? new VirshError(['Failed to retrieve vCPU count from the guest'], { cause }) : cause;
  });
  return { data: { count }, print: `${count}\n` };
}

async function allCounts(call: VerbCall) {
  const domain = await lookup(call);
  const isActive = domain.id !== null;
  const rows: [string, string, number][] = [];
  for (const maximum of [true, false])
    for (const where of ['config', 'live'] as const) {
      if (where === 'live' && !isActive) continue;
      const asked = { ...who(domain), maximum, [where]: true };
      const found = await call.session.call('DomainGetVcpusFlags', asked).catch(() => undefined);
      if (found) rows.push([maximum ? 'maximum' : 'current', where, found.count]);
    }
  const print = rows.map(
    ([what, where, count]) => `${what.padEnd(12)} ${where.padEnd(12)} ${`${count}`.padStart(3)}\n`,
  );
  return {
    data: { counts: rows.map(([what, where, count]) => ({ what, where, count })) },
    print: print.join(''),
  };
}
