import { isActive } from '../../domain/status.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { NodeInfo } from '../../protocol/messages.ts';
import { mergingParameters } from '../machine/merging.ts';
import { freePages, refuseOtherCells, refuseToAllocate } from '../machine/pages.ts';
import { memoryStatistics, processorTimes, type Statistic } from '../machine/statistics.ts';
import type { Call } from '../server/call.ts';
import { cpuMap } from '../server/cpu-map.ts';
import { bounds } from '../types/bounds.ts';
import { nodeStat } from '../types/records.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import { array, characters, fixedCharacters, int, opaque, uhyper, uint } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** The machine that the host runs on. */
export const nodeRows = {
  NodeGetInfo: reads(
    6,
    '0.1.0',
    {},
    {
      model: fixedCharacters(32),
      memory: uhyper,
      cpus: int,
      mhz: int,
      nodes: int,
      sockets: int,
      cores: int,
      threads: int,
    },
    async ({ ask }) => nodeInfo(await ask('NodeGetInfo', {})),
  ),
  NodeGetCellsFreeMemory: reads(
    101,
    '0.3.3',
    { startCell: int, maxcells: int },
    { cells: array(uhyper, bounds.nodeCells) },
    async (call, { startCell, maxcells }) => {
      refuseOtherCells(startCell);
      return { cells: maxcells > 0 ? [freeBytes(call)] : [] };
    },
  ),
  NodeGetFreeMemory: reads(102, '0.3.3', {}, { freeMem: uhyper }, async (call) => ({ freeMem: freeBytes(call) })),
  NodeGetSecurityModel: reads(
    122,
    '0.6.1',
    {},
    { model: characters(bounds.securityModel), doi: characters(bounds.securityDoi) },
    async () => ({ model: 'none', doi: '0' }),
  ),
  NodeGetCPUStats: reads(
    227,
    '0.9.3',
    { cpuNum: int, nparams: int, flags: uint },
    { params: array(nodeStat, bounds.nodeCpuStats), nparams: int },
    async (_call, { cpuNum, nparams }) => asAsked(await processorTimes(cpuNum), nparams),
  ),
  NodeGetMemoryStats: reads(
    228,
    '0.9.3',
    { nparams: int, cellNum: int, flags: uint },
    { params: array(nodeStat, bounds.nodeMemoryStats), nparams: int },
    async (call, { cellNum, nparams }) => {
      const [total, free] = [BigInt(call.inside.machine.memoryKib), freeBytes(call) / 1024n];
      return asAsked(memoryStatistics({ cell: cellNum, total, free }), nparams);
    },
  ),
  NodeSuspendForDuration: writes(
    250,
    '0.9.8',
    { target: uint, duration: uhyper, flags: uint },
    {},
    async (_call, { target }) => {
      throw new LibvirtError('argument unsupported', suspendTargets[target] ?? `${target}`, 'none');
    },
  ),
  NodeSetMemoryParameters: writes(
    288,
    '0.10.2',
    { params: typedParameters(bounds.nodeMemoryParameters), flags: uint },
    {},
  ),
  NodeGetMemoryParameters: reads(
    289,
    '0.10.2',
    { nparams: int, flags: uint },
    { params: typedParameters(bounds.nodeMemoryParameters), nparams: int },
    async (_call, { nparams }) => asAsked(await mergingParameters(), nparams),
  ),
  NodeGetCPUMap: reads(
    293,
    '1.0.0',
    { needMap: int, needOnline: int, flags: uint },
    { cpumap: opaque(bounds.cpumap), online: uint, ret: int },
    async ({ inside: { machine } }, { needMap, needOnline }) => ({
      cpumap: needMap ? cpuMap(machine.cpus) : new Uint8Array(),
      online: needOnline ? machine.cpus : 0,
      ret: machine.cpus,
    }),
  ),
  NodeGetFreePages: reads(
    340,
    '1.2.6',
    { pages: array(uint, bounds.nodeCells), startCell: int, cellCount: uint, flags: uint },
    { counts: array(uhyper, bounds.nodeCells) },
    async (call, { pages, startCell }) => ({
      counts: freePages({ sizes: pages, startCell, freeBytes: freeBytes(call) }),
    }),
  ),
  NodeAllocPages: writes(
    347,
    '1.2.9',
    {
      pageSizes: array(uint, bounds.nodeCells),
      pageCounts: array(uhyper, bounds.nodeCells),
      startCell: int,
      cellCount: uint,
      flags: uint,
    },
    { ret: int },
    async (_call, { pageSizes }) => {
      refuseToAllocate(pageSizes);
      return { ret: 0 };
    },
  ),
  NodeGetSEVInfo: writes(
    395,
    '4.5.0',
    { nparams: int, flags: uint },
    { params: typedParameters(bounds.nodeSevInfo), nparams: int },
    async ({ driver }) => {
      throw new LibvirtError('operation unsupported', 'QEMU does not support SEV guest', driver);
    },
  ),
} as const;

/** The machine goes to sleep for nobody (virNodeSuspendTarget). */
const suspendTargets = ['Suspend-to-RAM', 'Suspend-to-Disk', 'Hybrid-Suspend'];

/** Clients ask for none first, to learn how many there are. */
const asAsked = <T extends Statistic | { readonly field: string }>(all: readonly T[], nparams: number) => ({
  params: nparams > 0 ? all.slice(0, nparams) : [],
  nparams: all.length,
});

const nodeInfo = ({ memoryKib, ...info }: NodeInfo) => ({ ...info, memory: BigInt(memoryKib) });

/** What the guests that run leave of the machine's memory. */
function freeBytes({ inside: { machine, services } }: Call): bigint {
  const running = services.registry.all().filter(({ status }) => isActive(status));
  const used = running.reduce((sum, { definition }) => sum + definition.currentMemoryKib, 0);
  return BigInt(Math.max(0, machine.memoryKib - used)) * 1024n;
}
