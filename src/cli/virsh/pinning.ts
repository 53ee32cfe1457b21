import { formatCpuSet } from '../../domain/definition/cpu-set.ts';
import { impactOf, impactOptions, impactOrLive } from './impact.ts';
import { lookup, who } from './lookup.ts';
import { formatTable } from './table.ts';
import { hostCpus } from './vcpus.ts';
import { domainOption, type Verb, type VerbCall } from './verb.ts';
import { VirshError } from './virsh-error.ts';

const cpulist = {
  name: 'cpulist',
  kind: 'string',
  help: 'host cpu number(s) to set, or omit option to query',
} as const;

const everywhere = (cpus: number) => Array.from({ length: cpus }, (_, cpu) => cpu);

/** Where a guest's processors may run. */
export const vcpupin: Verb = {
  name: 'vcpupin',
  summary: 'control or query domain vcpu affinity',
  description: 'Pin domain VCPUs to host physical CPUs.',
  options: [domainOption, { name: 'vcpu', kind: 'number', help: 'vcpu number' }, cpulist, ...impactOptions],
  async run(call) {
    const { given, session } = call;
    const domain = await lookup(call);
    const list = given.text('cpulist');
    const vcpu = given.number('vcpu');
    if (list === undefined) return showPins(call, vcpu);
    if (vcpu === undefined) throw new VirshError(['vcpupin: Missing vCPU number in pin mode.']);
    const cpus = await hostCpus(call, list);
    await session.call('DomainPinVcpuFlags', { ...who(domain), vcpu, cpus, ...impactOrLive(given) });
    return { data: { vcpu, cpus } };
  },
};

async function showPins(call: VerbCall, vcpu: number | undefined) {
  const { given, session, globals } = call;
  const domain = await lookup(call);
  const impact = impactOf(given);
  if (impact.live && domain.id === null) throw new VirshError(['cannot get vcpupin for offline domain']);
  const { cpus } = await session.call('NodeGetInfo', {});
  const { pins } = await session.call('DomainGetVcpuPinInfo', { ...who(domain), ...impact });
  if (vcpu !== undefined && vcpu >= pins.length) {
    const which = impact.config || domain.id === null ? 'persistent' : 'live';
    throw new VirshError([`vcpu ${vcpu} is out of range of ${which} cpu count ${pins.length}`]);
  }
  const rows = pins.map((pin, number) => ({ vcpu: number, cpus: pin ?? everywhere(cpus) }));
  const shown = rows.filter((row) => vcpu === undefined || row.vcpu === vcpu);
  const cells = shown.map((row) => [String(row.vcpu), formatCpuSet(row.cpus)]);
  return { data: { pins: shown }, print: formatTable(['VCPU', 'CPU Affinity'], cells, { quiet: globals.quiet }) };
}

/** Where the rest of the guest's process may run. */
export const emulatorpin: Verb = {
  name: 'emulatorpin',
  summary: 'control or query domain emulator affinity',
  description: 'Pin domain emulator threads to host physical CPUs.',
  options: [domainOption, cpulist, ...impactOptions],
  async run(call) {
    const { given, session } = call;
    const domain = await lookup(call);
    const list = given.text('cpulist');
    if (list !== undefined) {
      const cpus = await hostCpus(call, list);
      await session.call('DomainPinEmulator', { ...who(domain), cpus, ...impactOrLive(given) });
      return { data: { cpus } };
    }
    const { cpus } = await session.call('NodeGetInfo', {});
    const { pin } = await session.call('DomainGetEmulatorPinInfo', { ...who(domain), ...impactOf(given) });
    const shown = pin ?? everywhere(cpus);
    const line = `       *: ${formatCpuSet(shown)}\n`;
    return { data: { cpus: shown }, print: `emulator: CPU Affinity\n----------------------------------\n${line}` };
  },
};

/** Each processor of a guest, and where it may run. */
export const vcpuinfo: Verb = {
  name: 'vcpuinfo',
  summary: 'detailed domain vcpu information',
  description: 'Returns basic information about the domain virtual CPUs.',
  options: [domainOption, { name: 'pretty', kind: 'flag', help: 'return human readable output' }],
  async run(call) {
    const { session, given } = call;
    const domain = await lookup(call);
    const { cpus } = await session.call('NodeGetInfo', {});
    const { count } = await session.call('DomainGetVcpusFlags', who(domain));
    const { pins } = await session.call('DomainGetVcpuPinInfo', who(domain));
    const running = domain.id !== null;
    const affinity = (pin: readonly number[]) =>
      given.has('pretty')
        ? `${formatCpuSet(pin)} (out of ${cpus})`
        : everywhere(cpus)
            .map((cpu) => (pin.includes(cpu) ? 'y' : '-'))
            .join('');
    const blocks = Array.from({ length: count }, (_, vcpu) => {
      const pin = pins[vcpu] ?? everywhere(cpus);
      const lines = running
        ? [`CPU:            ${pin[0] ?? 0}`, 'State:          running', 'CPU time:       0.0s']
        : ['CPU:            N/A', 'State:          N/A', 'CPU time        N/A'];
      return [`VCPU:           ${vcpu}`, ...lines, `CPU Affinity:   ${affinity(pin)}`, ''].join('\n');
    });
    return { data: { vcpus: pins.slice(0, count) }, print: blocks.join('\n') };
  },
};
