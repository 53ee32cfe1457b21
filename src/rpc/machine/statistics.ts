import { readFile } from 'node:fs/promises';
import { LibvirtError } from '../../protocol/errors.ts';

/** A figure of the machine by libvirt's name for it. */
export interface Statistic {
  readonly field: string;
  readonly value: bigint;
}

const allProcessors = -1;
/** Nanoseconds of the kernel's tick, which is a hundredth of a second for programs. */
const tick = 10_000_000n;

/** Nanoseconds that processors spent, all of them together for -1 (virHostCPUGetStatsLinux). */
export async function processorTimes(cpu: number, file = '/proc/stat'): Promise<readonly Statistic[]> {
  const name = cpu === allProcessors ? 'cpu' : `cpu${cpu}`;
  const text = await readFile(file, 'utf8').catch(() => '');
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  if (!line) throw new LibvirtError('invalid argument', 'Invalid cpuNum in virHostCPUGetStatsLinux', 'none');
  const [user = 0n, nice = 0n, system = 0n, idle = 0n, iowait = 0n, irq = 0n, softirq = 0n] = line
    .split(/\s+/)
    .slice(1)
    .map(BigInt);
  const times = { kernel: system + irq + softirq, user: user + nice, idle, iowait };
  return Object.entries(times).map(([field, ticks]) => ({ field, value: ticks * tick }));
}

export interface MemoryAsked {
  readonly cell: number;
  /** KiB. */
  readonly total: bigint;
  /** KiB. */
  readonly free: bigint;
}

/** What virNodeGetMemoryStats tells of the machine (-1), or of its one cell; its guests use memory and nothing else does. */
export function memoryStatistics({ cell, total, free }: MemoryAsked): readonly Statistic[] {
  if (cell > 0)
    throw new LibvirtError('invalid argument', 'cellNum in virHostMemGetStats must be less than or equal to 0', 'none');
  const ofCell = [
    { field: 'total', value: total },
    { field: 'free', value: free },
  ];
  return cell < 0 ? [...ofCell, { field: 'buffers', value: 0n }, { field: 'cached', value: 0n }] : ofCell;
}
