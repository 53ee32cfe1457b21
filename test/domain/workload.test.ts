import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMemory, hashNow, pageBytes } from '../../src/domain/memory/index.ts';
import { type MetadataNode, parseWorkload } from '../../src/domain/workload/parse.ts';
import { createProgram, fill, freshProgress, readTicks } from '../../src/domain/workload/program.ts';
import { idle, type Workload } from '../../src/domain/workload/workload.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { mib } from './guests.ts';

const element = (attributes: Record<string, string>): MetadataNode => ({
  kind: 'element',
  name: 'hooklab:guest',
  attributes: [['xmlns:hooklab', 'https://hooklab.dev/guest/1']],
  children: [
    { kind: 'text' },
    { kind: 'element', name: 'hooklab:workload', attributes: Object.entries(attributes), children: [] },
  ],
});
const seconds = (count: number) => count * 1_000_000;

test('a workload is read from the metadata; a guest without one is idle', () => {
  const attributes = { pattern: 'random', rate: '500', workingSet: '4', fill: '8', seed: '7' };
  expect(parseWorkload(element(attributes), 64 * mib)).toEqual({
    pattern: 'random',
    pagesPerSecond: 500,
    workingSetMiB: 4,
    fillMiB: 8,
    seed: 7,
  });
  expect(parseWorkload(undefined, 64 * mib)).toEqual(idle);
  expect(parseWorkload(element({ fill: '3' }), 64 * mib)).toEqual({ ...idle, fillMiB: 3 });
});

test.each([
  [{ pattern: 'quick' }, "pattern must be one of idle, sequential, random, not 'quick'"],
  [{ pattern: 'random', rate: '-5', workingSet: '1' }, "rate must be a whole number from 1 to 10000000, not '-5'"],
  [{ pattern: 'random', rate: 'NaN', workingSet: '1' }, "rate must be a whole number from 1 to 10000000, not 'NaN'"],
  [
    { pattern: 'random', rate: '99999999', workingSet: '1' },
    "rate must be a whole number from 1 to 10000000, not '99999999'",
  ],
  [{ pattern: 'random', rate: '0', workingSet: '1' }, "rate must be a whole number from 1 to 10000000, not '0'"],
  [{ pattern: 'sequential', rate: '5' }, 'a workload that writes needs rate and workingSet'],
  [{ rate: '5' }, "pattern 'idle' writes nothing, so it takes neither rate nor workingSet"],
  [
    { pattern: 'random', rate: '5', workingSet: '65' },
    "workingSet of 65 MiB is more than the guest's 64 MiB of memory",
  ],
  [{ fill: '1000' }, "fill of 1000 MiB is more than the guest's 64 MiB of memory"],
  [{ speed: '5' }, 'unknown attribute speed'],
])('%j is refused in one sentence', (attributes, sentence) => {
  const parse = () => parseWorkload(element(attributes as unknown as Record<string, string>), 64 * mib);
  expect(parse).toThrow(new LibvirtError('XML error', `hooklab:workload: ${sentence}`, 'domain config'));
});

test('two workloads are refused', () => {
  const guest = element({});
  const twice = { ...guest, children: [...guest.children, ...guest.children] };
  expect(() => parseWorkload(twice, mib)).toThrow('XML error: hooklab:workload: a guest has one workload');
});

test('what the guest writes depends on its time alone, not on how often one looks', () => {
  fc.assert(
    fc.property(anyWorkload, fc.array(fc.integer({ min: 1, max: 400_000 }), { maxLength: 12 }), (workload, steps) => {
      const [often, once] = [run(workload), run(workload)];
      let us = 0;
      for (const step of steps) {
        us += step;
        often.program.runTo(us);
      }
      once.program.runTo(us);
      expect(often.program.progress).toEqual(once.program.progress);
      expect(hashNow(often.memory)).toBe(hashNow(once.memory));
    }),
  );
});

test('a guest that nobody looked at for a year is brought up to now at once, to the same memory', () => {
  for (const pattern of ['sequential', 'random'] as const) {
    const workload = { ...idle, pattern, pagesPerSecond: 1_000_000, workingSetMiB: 1, seed: 3 };
    const year = run(workload);
    year.program.runTo(seconds(365 * 86_400));
    const resumed = run(workload, { runUs: seconds(365 * 86_400 - 1), written: [1_000_000 * (365 * 86_400 - 1)] });
    resumed.program.runTo(seconds(365 * 86_400));
    expect(hashNow(year.memory)).toBe(hashNow(resumed.memory));
  }
});

test('the tick counter stands in the memory and rises a hundred times a second', () => {
  const { memory, program } = run(idle);
  program.runTo(seconds(2.345));
  expect([program.ticks, readTicks(memory)]).toEqual([234, 234]);
  expect(memory.residentBytes).toBe(pageBytes);
});

test('fill puts something on each of its pages, other things for another seed', () => {
  const filled = (seed: number) => {
    const memory = createMemory(2 * mib);
    const done = [...fill(memory, { ...idle, fillMiB: 1, seed })];
    return { memory, done };
  };
  expect(filled(1).memory.residentBytes).toBe(mib);
  expect(filled(1).memory.zeroRun(256, 1000)).toBe(256);
  expect(hashNow(filled(1).memory)).not.toBe(hashNow(filled(2).memory));
});

const anyWorkload: fc.Arbitrary<Workload> = fc.record({
  pattern: fc.constantFrom('idle', 'sequential', 'random'),
  pagesPerSecond: fc.integer({ min: 1, max: 5000 }),
  workingSetMiB: fc.integer({ min: 1, max: 2 }),
  fillMiB: fc.constant(0),
  seed: fc.nat(),
});

function run(workload: Workload, progress = freshProgress(workload)) {
  const memory = createMemory(4 * mib);
  return { memory, program: createProgram(memory, workload, progress) };
}
