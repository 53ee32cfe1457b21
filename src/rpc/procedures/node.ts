import { isActive } from '../../domain/status.ts';
import type { NodeInfo } from '../../protocol/messages.ts';
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
    async (call, { startCell, maxcells }) => ({
      cells: startCell === 0 && maxcells > 0 ? [freeBytes(call)] : [],
    }),
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
  ),
  NodeGetMemoryStats: reads(
    228,
    '0.9.3',
    { nparams: int, cellNum: int, flags: uint },
    { params: array(nodeStat, bounds.nodeMemoryStats), nparams: int },
  ),
  NodeSuspendForDuration: writes(250, '0.9.8', { target: uint, duration: uhyper, flags: uint }, {}),
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
  ),
  NodeGetSEVInfo: writes(
    395,
    '4.5.0',
    { nparams: int, flags: uint },
    { params: typedParameters(bounds.nodeSevInfo), nparams: int },
  ),
} as const;

const nodeInfo = ({ memoryKib, ...info }: NodeInfo) => ({ ...info, memory: BigInt(memoryKib) });

/** What the guests that run leave of the machine's memory. */
function freeBytes({ inside: { machine, services } }: Call): bigint {
  const running = services.registry.all().filter(({ status }) => isActive(status));
  const used = running.reduce((sum, { definition }) => sum + definition.currentMemoryKib, 0);
  return BigInt(Math.max(0, machine.memoryKib - used)) * 1024n;
}
