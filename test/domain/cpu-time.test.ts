import { expect, test } from 'vitest';
import { cpuTimeOf } from '../../src/domain/runner/process/cpu-time.ts';

test('a process has used as much of the processors as it says itself, in ticks of 10 ms', () => {
  const { user, system } = process.cpuUsage();
  const told = cpuTimeOf(process.pid);
  expect(told % 10_000_000).toBe(0);
  // Both halves are cut to whole ticks; what is used between the two looks only adds.
  expect(told).toBeGreaterThan((user + system) * 1000 - 30_000_000);
});

test('one that is gone has used nothing', () => {
  expect(cpuTimeOf(0)).toBe(0);
});
