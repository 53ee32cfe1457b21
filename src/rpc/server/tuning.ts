import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainValue } from '../types/common.ts';
import { parameter, type TypedParameter } from '../types/typed-parameter.ts';
import { ofQemu } from './agent.ts';
import type { Call } from './call.ts';
import { cpusIn, mapOf } from './cpu-map.ts';
import { has, refuseInactive } from './guests.ts';
import { about } from './impact.ts';

type ParameterType = 'int' | 'uint' | 'hyper' | 'uhyper' | 'string' | 'boolean';
type Values = Readonly<Record<string, number | string | boolean>>;

/** Parameters that are asked and set together, and of which type each is; all others are 64 bits without a sign. */
interface FamilyTypes {
  readonly types: Readonly<Record<string, ParameterType>>;
  /** What is taken when they are set; anything that is told, unless given. */
  readonly known?: readonly string[];
}

const memory: FamilyTypes = { types: {}, known: ['hard_limit', 'soft_limit', 'swap_hard_limit'] };
const numa: FamilyTypes = { types: { numa_nodeset: 'string', numa_mode: 'int' }, known: ['numa_nodeset', 'numa_mode'] };
const deviceLimits = ['weight', 'read_iops_sec', 'write_iops_sec', 'read_bytes_sec', 'write_bytes_sec'];
const blkio: FamilyTypes = {
  types: { weight: 'uint', ...Object.fromEntries(deviceLimits.map((name) => [`device_${name}`, 'string'] as const)) },
};
const quotas = ['vcpu_quota', 'emulator_quota', 'global_quota', 'iothread_quota'];
const scheduler: FamilyTypes = { types: Object.fromEntries(quotas.map((name) => [name, 'hyper'] as const)) };
const blockIo: FamilyTypes = { types: { group_name: 'string' } };

const asked = ({ types }: FamilyTypes, values: Values): TypedParameter[] =>
  Object.entries(values).map(([name, value]) => {
    const type = typeof value === 'boolean' ? 'boolean' : (types[name] ?? 'uhyper');
    if (type === 'string') return parameter(name, 'string', String(value));
    if (type === 'uhyper' || type === 'hyper') return parameter(name, type, BigInt(Math.trunc(Number(value))));
    return parameter(name, type, Number(value));
  });

/** @throws LibvirtError (argument unsupported) for what the family does not have (virTypedParamsValidate). */
function given(params: readonly TypedParameter[], known: readonly string[] | undefined): Values {
  const unknown = params.find(({ field }) => known && !known.includes(field));
  if (unknown) throw new LibvirtError('argument unsupported', `parameter '${unknown.field}' not supported`);
  return Object.fromEntries(params.map(({ field, value }) => [field, plain(value)]));
}

function plain({ type, value }: TypedParameter['value']): number | string | boolean {
  if (type === 'string') return value;
  return type === 'boolean' ? value !== 0 : Number(value);
}

interface Asking {
  readonly dom: DomainValue;
  readonly nparams: number;
  readonly flags: number;
}
interface Setting {
  readonly dom: DomainValue;
  readonly params: readonly TypedParameter[];
  readonly flags: number;
}

/** A client first asks how many there are. */
const answered = (family: FamilyTypes, values: Values, nparams: number) =>
  nparams === 0
    ? { params: [], nparams: Object.keys(values).length }
    : { params: asked(family, values).slice(0, nparams), nparams: 0 };

export async function getMemoryParameters(call: Call, { dom, nparams, flags }: Asking) {
  if (nparams === 0) return countOnly(call, about(call, dom, flags), memory.known ?? []);
  const { parameters } = await call.ask('DomainGetMemoryParameters', about(call, dom, flags));
  return answered(memory, parameters, nparams);
}

/** How many there are is told without a look at control groups; whether the guest is in the state for it is not. */
async function countOnly(call: Call, of: ReturnType<typeof about>, names: readonly string[]) {
  await call.ask('DomainGetVcpusFlags', of);
  return { params: [], nparams: names.length };
}

export const setMemoryParameters = (call: Call, { dom, params, flags }: Setting) =>
  call.ask('DomainSetMemoryParameters', { ...about(call, dom, flags), parameters: given(params, memory.known) });

export async function getNumaParameters(call: Call, { dom, nparams, flags }: Asking) {
  ofQemu(call);
  const { parameters } = await call.ask('DomainGetNumaParameters', about(call, dom, flags));
  return answered(numa, parameters, nparams);
}

export const setNumaParameters = async (call: Call, { dom, params, flags }: Setting) => {
  ofQemu(call);
  return call.ask('DomainSetNumaParameters', { ...about(call, dom, flags), parameters: given(params, numa.known) });
};

export async function getBlkioParameters(call: Call, { dom, nparams, flags }: Asking) {
  if (nparams === 0) return { params: [], nparams: blkioNames.length };
  const { parameters } = await call.ask('DomainGetBlkioParameters', about(call, dom, flags));
  return answered(blkio, parameters, nparams);
}

const blkioNames = Object.keys(blkio.types);

export const setBlkioParameters = (call: Call, { dom, params, flags }: Setting) =>
  call.ask('DomainSetBlkioParameters', { ...about(call, dom, flags), parameters: given(params, blkioNames) });

/** A running guest's scheduler would be its control group's. */
export async function schedulerType(call: Call, { dom }: { readonly dom: DomainValue }) {
  const { parameters } = await call.ask('DomainGetSchedulerParametersFlags', about(call, dom, 0));
  return { type: 'posix', nparams: Object.keys(parameters).length };
}

export async function getScheduler(
  call: Call,
  { dom, nparams, flags = 0 }: Omit<Asking, 'flags'> & { flags?: number },
) {
  const { parameters } = await call.ask('DomainGetSchedulerParametersFlags', about(call, dom, flags));
  return { params: asked(scheduler, parameters).slice(0, Math.max(0, nparams)) };
}

const schedulerNames = [
  ...['cpu_shares', 'vcpu_period', 'vcpu_quota', 'emulator_period', 'emulator_quota'],
  ...['global_period', 'global_quota', 'iothread_period', 'iothread_quota'],
];

export const setScheduler = (call: Call, { dom, params, flags = 0 }: Omit<Setting, 'flags'> & { flags?: number }) =>
  call.ask('DomainSetSchedulerParametersFlags', {
    ...about(call, dom, flags),
    parameters: given(params, schedulerNames),
  });

export async function getPerfEvents(call: Call, { dom, flags }: Omit<Asking, 'nparams'>) {
  ofQemu(call);
  const { parameters } = await call.ask('DomainGetPerfEvents', about(call, dom, flags));
  return { params: asked({ types: {} }, parameters) };
}

export async function setPerfEvents(call: Call, { dom, params, flags }: Setting) {
  ofQemu(call);
  const { parameters } = await call.ask('DomainGetPerfEvents', about(call, dom, flags));
  const known = Object.keys(parameters);
  return call.ask('DomainSetPerfEvents', { ...about(call, dom, flags), parameters: given(params, known) });
}

export async function getBlockIoTune(call: Call, asking: Asking & { readonly disk: string | null }) {
  const { dom, disk, nparams, flags } = asking;
  ofQemu(call);
  const wanted = disk === null || nparams === 0 ? {} : { disk };
  const { parameters } = await call.ask('DomainGetBlockIoTune', { ...about(call, dom, flags), ...wanted });
  return answered(blockIo, parameters, nparams);
}

export async function setBlockIoTune(call: Call, { dom, disk, params, flags }: Setting & { readonly disk: string }) {
  ofQemu(call);
  const { parameters } = await call.ask('DomainGetBlockIoTune', about(call, dom, 0));
  const values = given(params, Object.keys(parameters));
  return call.ask('DomainSetBlockIoTune', { ...about(call, dom, flags), disk, parameters: values });
}

/** virDomainMemoryModFlags and virDomainVcpuFlags. */
const memoryMaximum = 4;
const vcpu = { live: 1, maximum: 4, guest: 8, hotpluggable: 16 } as const;

export function setMemory(call: Call, { dom, memory: kib }: { dom: DomainValue; memory: bigint }, flags: number) {
  if (kib === 0n)
    throw new LibvirtError('invalid argument', 'memory in virDomainSetMemoryFlags must not be zero', 'domain config');
  return call.ask('DomainSetMemoryFlags', {
    ...about(call, dom, flags),
    ...{ kib: Number(kib), maximum: has(flags, memoryMaximum) },
  });
}

export const setMaxMemory = (call: Call, given: { dom: DomainValue; memory: bigint }) =>
  setMemory(call, given, memoryMaximum);

export async function getVcpusFlags(call: Call, { dom, flags }: { dom: DomainValue; flags: number }) {
  const { count } = await call.ask('DomainGetVcpusFlags', {
    ...about(call, dom, flags),
    ...{ maximum: has(flags, vcpu.maximum), guest: has(flags, vcpu.guest) },
  });
  return { num: count };
}

export async function setVcpusFlags(
  call: Call,
  { dom, nvcpus, flags }: { dom: DomainValue; nvcpus: number; flags: number },
) {
  ofQemu(call);
  return call.ask('DomainSetVcpusFlags', {
    ...about(call, dom, flags),
    ...{ count: nvcpus, maximum: has(flags, vcpu.maximum) },
    ...{ guest: has(flags, vcpu.guest), hotpluggable: has(flags, vcpu.hotpluggable) },
  });
}

/** Processors as written, `1,3-4`. @throws LibvirtError (invalid argument) for what is no such set. */
export async function setVcpu(call: Call, given: { dom: DomainValue; cpumap: string; state: number; flags: number }) {
  ofQemu(call);
  const vcpus = cpuList(given.cpumap);
  if (!vcpus) throw new LibvirtError('invalid argument', `invalid argument: Failed to parse bitmap '${given.cpumap}'`);
  return call.ask('DomainSetVcpu', { ...about(call, given.dom, given.flags), vcpus, enable: given.state !== 0 });
}

function cpuList(text: string): number[] | undefined {
  const parts = text.split(',').map((part) => /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part));
  if (!parts.every((part) => part !== null)) return undefined;
  return parts.flatMap((part) => {
    const [first, last] = [Number(part[1]), Number(part[2] ?? part[1])];
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  });
}

/** The processors of a client's map that the host has. */
function pinsIn(call: Call, map: Uint8Array): number[] {
  const cpus = cpusIn(map).filter((cpu) => cpu < call.inside.machine.cpus);
  if (cpus.length > 0) return cpus;
  throw new LibvirtError('invalid argument', 'invalid argument: Empty cpu list for pinning', 'qemu');
}

export async function pinVcpu(
  call: Call,
  {
    dom,
    vcpu: number,
    cpumap,
    flags = vcpu.live,
  }: { dom: DomainValue; vcpu: number; cpumap: Uint8Array; flags?: number },
) {
  ofQemu(call);
  return call.ask('DomainPinVcpuFlags', { ...about(call, dom, flags), vcpu: number, cpus: pinsIn(call, cpumap) });
}

export async function pinEmulator(
  call: Call,
  { dom, cpumap, flags }: { dom: DomainValue; cpumap: Uint8Array; flags: number },
) {
  ofQemu(call);
  return call.ask('DomainPinEmulator', { ...about(call, dom, flags), cpus: pinsIn(call, cpumap) });
}

interface OfMaps {
  readonly dom: DomainValue;
  readonly maplen: number;
  readonly flags: number;
}

export async function vcpuPins(call: Call, { dom, ncpumaps, maplen, flags }: OfMaps & { readonly ncpumaps: number }) {
  ofQemu(call);
  const { pins } = await call.ask('DomainGetVcpuPinInfo', about(call, dom, flags));
  const maps = pins.slice(0, Math.max(0, ncpumaps)).map((pin) => mapOf(pin, call.inside.machine.cpus, maplen));
  return { cpumaps: Buffer.concat(maps), num: maps.length };
}

export async function emulatorPin(call: Call, { dom, maplen, flags }: OfMaps) {
  ofQemu(call);
  const { pin } = await call.ask('DomainGetEmulatorPinInfo', about(call, dom, flags));
  return { cpumaps: Buffer.from(mapOf(pin, call.inside.machine.cpus, maplen)), ret: 1 };
}

export async function iothreads(call: Call, { dom, flags }: { dom: DomainValue; flags: number }) {
  ofQemu(call);
  const { threads } = await call.ask('DomainGetIOThreadInfo', about(call, dom, flags));
  const bytes = Math.ceil(call.inside.machine.cpus / 8);
  const info = threads.map(({ id, cpus }) => ({
    iothreadId: id,
    cpumap: Buffer.from(mapOf(cpus, call.inside.machine.cpus, bytes)),
  }));
  return { info, ret: info.length };
}

interface OfThread {
  readonly dom: DomainValue;
  readonly flags: number;
}

export async function pinIothread(call: Call, given: OfThread & { iothreadsId: number; cpumap: Uint8Array }) {
  ofQemu(call);
  return call.ask('DomainPinIOThread', {
    ...about(call, given.dom, given.flags),
    ...{ id: given.iothreadsId, cpus: pinsIn(call, given.cpumap) },
  });
}

export async function addIothread(call: Call, { dom, iothreadId, flags }: OfThread & { iothreadId: number }) {
  ofQemu(call);
  if (iothreadId === 0)
    throw new LibvirtError('invalid argument', `invalid argument: invalid value of 0 for iothread_id`, 'qemu');
  return call.ask('DomainAddIOThread', { ...about(call, dom, flags), id: iothreadId });
}

export async function removeIothread(call: Call, { dom, iothreadId, flags }: OfThread & { iothreadId: number }) {
  ofQemu(call);
  return call.ask('DomainDelIOThread', { ...about(call, dom, flags), id: iothreadId });
}

export async function setIothread(
  call: Call,
  { dom, iothreadId, params, flags }: OfThread & { iothreadId: number; params: readonly TypedParameter[] },
) {
  ofQemu(call);
  const parameters = given(params, undefined);
  return call.ask('DomainSetIOThreadParams', { ...about(call, dom, flags), id: iothreadId, parameters });
}

export async function setStatsPeriod(call: Call, { dom, period, flags }: OfThread & { period: number }) {
  ofQemu(call);
  if (period < 0) throw new LibvirtError('invalid argument', `invalid argument: invalid value '${period}'`, 'qemu');
  return call.ask('DomainSetMemoryStatsPeriod', { ...about(call, dom, flags), seconds: period });
}

/** VIR_DOMAIN_DIRTYRATE_CALC_SECONDS. */
const mostSeconds = 60;

/** Nobody ever asks a hooklab guest how fast it writes: that it is counted is told nowhere. */
export async function startDirtyRate(call: Call, { dom, seconds }: { dom: DomainValue; seconds: number }) {
  ofQemu(call);
  if (seconds < 1 || seconds > mostSeconds)
    throw new LibvirtError(
      'config unsupported',
      `seconds=${seconds} is invalid, please choose value within [1, ${mostSeconds}].`,
      'qemu',
    );
  await refuseInactive(call, dom);
  return {};
}

export async function setLaunchSecurity(call: Call): Promise<never> {
  ofQemu(call);
  const text = 'setting a launch secret is only supported in SEV-enabled domains';
  throw new LibvirtError('operation unsupported', text, 'qemu');
}
