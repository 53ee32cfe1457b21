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

type Child = readonly [name: 'region' | 'trace', attributes: Record<string, string>, text?: string];
const withChildren = (attributes: Record<string, string>, ...children: readonly Child[]): MetadataNode => {
  const nodes = children.map(
    ([name, given, text = '']): MetadataNode => ({
      kind: 'element',
      name: `hooklab:${name}`,
      attributes: Object.entries(given),
      children: [{ kind: 'text', text }],
    }),
  );
  const workload = { kind: 'element', name: 'hooklab:workload', attributes: Object.entries(attributes) } as const;
  return { ...element({}), children: [{ ...workload, children: nodes }] };
};

test('regions have their own rates and sizes, and stand behind each other unless one says where', () => {
  const own = { pattern: 'random', rate: '5', workingSet: '4', seed: '9' };
  const node = withChildren(
    own,
    ['region', { rate: '100', size: '2' }],
    ['region', { rate: '7', size: '1', start: '32', pattern: 'random' }],
    ['region', { rate: '8', size: '3' }],
  );
  expect(parseWorkload(node, 64 * mib).regions).toEqual([
    { pattern: 'sequential', pagesPerSecond: 100, startMiB: 4, sizeMiB: 2 },
    { pattern: 'random', pagesPerSecond: 7, startMiB: 32, sizeMiB: 1 },
    { pattern: 'sequential', pagesPerSecond: 8, startMiB: 33, sizeMiB: 3 },
  ]);
});

test('a recorded trace is played back at its times, over and over', () => {
  const node = withChildren({}, ['trace', { period: '100' }, ' 0:3\n 10.5:4+2 ']);
  const { trace, ...workload } = parseWorkload(node, mib);
  expect(trace).toEqual({
    periodMs: 100,
    writes: [
      [0, 3],
      [10.5, 4],
      [10.5, 5],
    ],
  });
  const memory = createMemory(mib);
  const program = createProgram(memory, { ...workload, trace });
  const stamps = () => [3, 4, 5].map((page) => memory.readWord(page, 8));
  program.runTo(0);
  expect(stamps()).toEqual([0, 0, 0]);
  program.runTo(10_500);
  expect(stamps()).toEqual([1, 0, 0]);
  program.runTo(10_501);
  expect(stamps()).toEqual([1, 2, 3]);
  program.runTo(100_001);
  expect(stamps()).toEqual([4, 2, 3]);
  program.runTo(seconds(3600) + 1);
  expect(stamps()).toEqual([108_001, 107_999, 108_000]);
});

test.each<[Child, string]>([
  [['region', { rate: '5' }], 'a region needs rate and size'],
  [
    ['region', { rate: '5', size: '4', pattern: 'idle' }],
    "a region's pattern must be one of sequential, random, not 'idle'",
  ],
  [['region', { rate: '0', size: '4' }], "rate must be a whole number from 1 to 10000000, not '0'"],
  [
    ['region', { rate: '5', size: '4', start: '61' }],
    "a region that ends at 65 MiB is beyond the guest's 64 MiB of memory",
  ],
  [['region', { rate: '5', size: '4', speed: '1' }], 'unknown attribute speed'],
  [['trace', {}, ''], 'a trace has at least one write'],
  [['trace', {}, '0:1 quick'], "a trace is made of MS:PAGE or MS:PAGE+COUNT, not 'quick'"],
  [['trace', {}, '5:1 4:1'], 'a trace goes forward in time, but 4:1 comes after a later one'],
  [['trace', {}, '5:16384'], 'a trace writes page 16384 of a guest that has 64 MiB'],
  [['trace', { period: '5' }, '5:1'], "a trace's period must be more than 5 and at most 86400000 ms, not 5"],
  [['trace', {}, '0:1+100001'], 'a trace has at most 100000 writes'],
])('%j is refused in one sentence', (child, sentence) => {
  expect(() => parseWorkload(withChildren({}, child), 64 * mib)).toThrow(
    new LibvirtError('XML error', `hooklab:workload: ${sentence}`, 'domain config'),
  );
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
