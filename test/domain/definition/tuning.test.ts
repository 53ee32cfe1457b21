import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  blkioFamily,
  checkMemoryLimits,
  formatCpuSet,
  formatDomainXml,
  iothreadsOf,
  memoryFamily,
  numaFamily,
  parseCpuSet,
  schedulerFamily,
  withIothread,
  withMaxMemory,
  withMaxVcpus,
  withoutIothread,
  withPin,
  withVcpu,
  withVcpus,
} from '../../../src/domain/definition/index.ts';
import { defined, guestXml } from './fixtures.ts';

const guest = (inside = '') => defined(guestXml(inside));
const text = (definition: ReturnType<typeof guest>) => formatDomainXml(definition, { kind: 'inactive' });

test('every set of processors is read back as it was written', () => {
  const set = fc.uniqueArray(fc.nat(300)).map((cpus) => [...cpus].sort((a, b) => a - b));
  const asWritten = fc.property(set, (cpus) => {
    expect(parseCpuSet(formatCpuSet(cpus)) ?? []).toEqual(cpus);
  });
  fc.assert(asWritten, { numRuns: 50 });
  expect(formatCpuSet([5, 0, 1, 3])).toBe('0-1,3,5');
  expect(parseCpuSet('0-3,^2')).toEqual([0, 1, 3]);
  for (const bad of ['x', '3-1', '', '99999']) expect(parseCpuSet(bad)).toBeUndefined();
});

test('each family says everything, and keeps what it is told', () => {
  const tuned = memoryFamily.write(guest(), { hard_limit: 4096 });
  expect(memoryFamily.read(tuned)).toEqual({ hard_limit: 4096, soft_limit: 2 ** 53 - 1, swap_hard_limit: 2 ** 53 - 1 });
  expect(text(memoryFamily.write(tuned, { hard_limit: 2 ** 53 - 1 }))).not.toContain('memtune');
  expect(() => checkMemoryLimits(tuned, { swap_hard_limit: 1 })).toThrow('lower than or equal to swap_hard_limit');
  expect(text(numaFamily.write(guest(), { numa_nodeset: '0-3', numa_mode: 1 }))).toContain(
    "<memory mode='preferred' nodeset='0-3'/>",
  );
  const limited = blkioFamily.write(guest(), { weight: 5, device_weight: '/dev/a,500' });
  expect(blkioFamily.read(limited)).toMatchObject({ weight: 5, device_weight: '/dev/a,500', device_read_iops_sec: '' });
  expect(text(blkioFamily.write(limited, { device_weight: '/dev/a,0' }))).not.toContain('/dev/a');
  expect(() => schedulerFamily.write(guest(), { vcpu_period: 1 })).toThrow('out of range [1000, 1000000]');
});

test('processors: the first ones that are off come, the last ones go, never the first', () => {
  const four = withVcpus(withMaxVcpus(guest('<vcpu>1</vcpu>'), 4), 3);
  expect(text(four)).toContain("<vcpu placement='static' current='3'>4</vcpu>");
  const named = withVcpus(withVcpu(four, 1, false), 3, { ordered: true });
  expect(text(named)).toContain("<vcpu id='1' enabled='yes' hotpluggable='yes' order='2'/>");
  expect(withVcpus(four, 1).currentVcpus).toBe(1);
  expect(text(withMaxVcpus(withPin(four, { vcpu: 3 }, [0]), 2))).not.toContain('vcpupin');
});

test('threads, pins and memory that is less than was in use', () => {
  const threads = withIothread(withIothread(guest('<iothreads>1</iothreads>'), 7), 3);
  expect(iothreadsOf(threads)).toEqual([1, 7, 3]);
  const pinned = withPin(threads, { iothread: 7 }, [1]);
  expect(text(withoutIothread(pinned, 7))).not.toContain('iothreadpin');
  expect(withMaxMemory(guest(), 1024)).toMatchObject({ memoryKib: 1024, currentMemoryKib: 1024 });
});
