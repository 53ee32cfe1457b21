import { LibvirtError } from '../../protocol/errors.ts';
import type { ResultOf } from '../../protocol/messages.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { Call } from '../server/call.ts';
import { mapOf } from '../server/cpu-map.ts';
import { allStats } from '../server/domain-stats.ts';
import { interfaceStats } from '../server/guest-devices.ts';
import { infoOf, notRunning, stateNumbers, who } from '../server/guests.ts';
import { getVcpusFlags } from '../server/tuning.ts';
import { bounds } from '../types/bounds.ts';
import type { DomainValue } from '../types/common.ts';
import { domain, string } from '../types/common.ts';
import { domainStatsRecord, memoryStat, securityLabel, vcpuInfo } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, characters, hyper, int, opaque, uchar, uhyper, uint, ushort } from '../xdr/index.ts';
import { reads } from './row.ts';

/** What there is to know of one domain. */
export const domainsRows = {
  DomainGetInfo: reads(
    16,
    '0.0.3',
    { dom: domain },
    { state: uchar, maxMem: uhyper, memory: uhyper, nrVirtCpu: ushort, cpuTime: uhyper },
    async (call, { dom }) => briefInfo(await infoOf(call, dom)),
  ),
  DomainGetMaxMemory: reads(17, '0.0.3', { dom: domain }, { memory: uhyper }, async (call, { dom }) => ({
    memory: BigInt((await infoOf(call, dom)).maxMemoryKib),
  })),
  DomainGetMaxVcpus: reads(18, '0.2.1', { dom: domain }, { num: int }, async (call, { dom }) => ({
    num: await mostVcpus(call, dom),
  })),
  DomainGetOSType: reads(19, '0.0.3', { dom: domain }, { type: string }, async (call, { dom }) => ({
    type: (await infoOf(call, dom)).osType,
  })),
  DomainGetVcpus: reads(
    20,
    '0.1.4',
    { dom: domain, maxinfo: int, maplen: int },
    { info: array(vcpuInfo, bounds.vcpuinfo), cpumaps: opaque(bounds.cpumaps) },
    vcpusOf,
  ),
  DomainInterfaceStats: reads(
    65,
    '0.3.2',
    { dom: domain, device: string },
    {
      rxBytes: hyper,
      rxPackets: hyper,
      rxErrs: hyper,
      rxDrop: hyper,
      txBytes: hyper,
      txPackets: hyper,
      txErrs: hyper,
      txDrop: hyper,
    },
    interfaceStats,
  ),
  DomainGetSecurityLabel: reads(
    121,
    '0.6.1',
    { dom: domain },
    { label: characters(bounds.securityLabel), enforcing: int },
    async (call, { dom }) => {
      await infoOf(call, dom);
      return { label: '', enforcing: 0 };
    },
  ),
  DomainIsActive: reads(150, '0.7.3', { dom: domain }, { active: int }, async (call, { dom }) => ({
    active: (await infoOf(call, dom)).id === null ? 0 : 1,
  })),
  DomainIsPersistent: reads(151, '0.7.3', { dom: domain }, { persistent: int }, async (call, { dom }) => ({
    persistent: (await infoOf(call, dom)).persistent ? 1 : 0,
  })),
  DomainMemoryStats: reads(
    159,
    '0.7.5',
    { dom: domain, maxStats: uint, flags: uint },
    { stats: array(memoryStat, bounds.domainMemoryStats) },
    async (call, { dom, maxStats }) => {
      const { usedMemoryKib, balloon } = await running(call, dom);
      const counted = [
        { tag: memoryTags.actualBalloon, val: BigInt(usedMemoryKib) },
        { tag: memoryTags.lastUpdate, val: 0n },
      ];
      return { stats: balloon === false ? [] : counted.slice(0, maxStats) };
    },
  ),
  DomainGetVcpusFlags: reads(200, '0.8.5', { dom: domain, flags: uint }, { num: int }, getVcpusFlags),
  DomainIsUpdated: reads(202, '0.8.6', { dom: domain }, { updated: int }, async (call, { dom }) => {
    await infoOf(call, dom);
    return { updated: 0 };
  }),
  DomainGetState: reads(
    212,
    '0.9.2',
    { dom: domain, flags: uint },
    { state: int, reason: int },
    async (call, { dom }) => stateNumbers(await call.ask('DomainGetState', who(call, dom))),
  ),
  DomainGetControlInfo: reads(
    229,
    '0.9.3',
    { dom: domain, flags: uint },
    { state: uint, details: uint, stateTime: uhyper },
    async (call, { dom }) => {
      await running(call, dom);
      return { state: 0, details: 0, stateTime: 0n };
    },
  ),
  DomainGetCPUStats: reads(
    262,
    '0.9.10',
    { dom: domain, nparams: uint, startCpu: int, ncpus: uint, flags: uint },
    { params: typedParameters(bounds.domainGetCpuStats), nparams: int },
    cpuStats,
  ),
  DomainGetSecurityLabelList: reads(
    278,
    '0.10.0',
    { dom: domain },
    { labels: array(securityLabel, bounds.securityLabelList), ret: int },
    async (call, { dom }) => {
      await infoOf(call, dom);
      return { labels: [], ret: 0 };
    },
  ),
  ConnectGetAllDomainStats: reads(
    344,
    '1.2.8',
    { doms: array(domain, bounds.domainList), stats: uint, flags: uint },
    { retStats: array(domainStatsRecord, bounds.domainList) },
    allStats,
  ),
  DomainGetMessages: reads(
    426,
    '7.1.0',
    { dom: domain, flags: uint },
    { msgs: array(string, bounds.domainMessages) },
    async (call, { dom, flags }) => {
      const { messages = [] } = await infoOf(call, dom);
      return { msgs: flags === 0 || (flags & tainting) !== 0 ? messages : [] };
    },
  ),
} as const;

/** VIR_DOMAIN_MESSAGE_TAINTING; without any flag all kinds are wanted. */
const tainting = 2;

/** virDomainMemoryStatTags. Nobody in a guest tells its balloon anything, so it was never updated. */
const memoryTags = { actualBalloon: 6, lastUpdate: 9 } as const;
/** VIR_VCPU_RUNNING. */
const vcpuRunning = 1;

const briefInfo = (info: ResultOf<'DomainGetInfo'>) => ({
  state: stateNumbers(info).state,
  maxMem: BigInt(info.maxMemoryKib),
  memory: BigInt(info.usedMemoryKib),
  nrVirtCpu: info.cpus,
  cpuTime: BigInt(info.cpuTimeNs),
});

/** What there is to know of a guest that runs. @throws LibvirtError (operation invalid) for one that does not. */
async function running(call: Call, dom: DomainValue, otherwise = notRunning()): Promise<ResultOf<'DomainGetInfo'>> {
  const info = await infoOf(call, dom);
  if (info.id === null) throw otherwise;
  return info;
}

const noVcpus = (driver: DomainDriver) =>
  new LibvirtError('operation invalid', 'cannot retrieve vcpu information for inactive domain', driver);

/** The most processors that a running guest can get; of one that is off, that it may have. */
async function mostVcpus(call: Call, dom: DomainValue): Promise<number> {
  return (await call.ask('DomainGetVcpusFlags', { ...who(call, dom), maximum: true })).count;
}

/** Processors are counted in control groups, which hooklab's hosts do not have. */
async function cpuStats(call: Call, { dom }: { dom: DomainValue }): Promise<never> {
  await running(call, dom);
  throw new LibvirtError('operation invalid', 'cgroup CPUACCT controller is not mounted', call.driver);
}

/** Each virtual processor is told to run on the first of the host's that it may use. */
async function vcpusOf(call: Call, { dom, maxinfo, maplen }: { dom: DomainValue; maxinfo: number; maplen: number }) {
  const { cpus } = await running(call, dom, noVcpus(call.driver));
  const { pins } = await call.ask('DomainGetVcpuPinInfo', who(call, dom));
  const info = Array.from({ length: Math.max(0, Math.min(cpus, maxinfo)) }, (_, number) => ({
    ...{ number, state: vcpuRunning, cpuTime: 0n, cpu: pins[number]?.[0] ?? 0 },
  }));
  const maps = info.map(({ number }) => mapOf(pins[number] ?? null, call.inside.machine.cpus, maplen));
  return { info, cpumaps: Buffer.concat(maps) };
}
