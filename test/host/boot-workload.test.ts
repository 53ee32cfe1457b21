import { expect, test } from 'vitest';
import type { GuestRunner, GuestSpec } from '../../src/domain/runner/index.ts';
import { idle } from '../../src/domain/workload/index.ts';
import { busySystem, withBootWorkload } from '../../src/host/boot-workload.ts';

const mib = 2 ** 20;

/** What a guest that is started is told to do. */
async function workloadOf(spec: Partial<GuestSpec>, attributes: string | undefined = busySystem) {
  const asked: GuestSpec[] = [];
  const start = async (given: GuestSpec) => void asked.push(given);
  await withBootWorkload({ start } as unknown as GuestRunner, attributes).start({
    ...{ hasOperatingSystem: true, workload: idle, memoryBytes: 64 * mib },
    ...spec,
  } as GuestSpec);
  return asked[0]?.workload;
}

test('a guest that boots something writes to its memory, as an operating system does', async () => {
  expect(await workloadOf({})).not.toBe(idle);
});

test('one that boots nothing, has little memory or a workload of its own is left as it is', async () => {
  expect(await workloadOf({ hasOperatingSystem: false })).toBe(idle);
  expect(await workloadOf({ memoryBytes: 8 * mib })).toBe(idle);
  const own = { ...idle };
  expect(await workloadOf({ workload: own })).toBe(own);
});

test('a workload that is none is refused before there is a guest', () => {
  expect(() => withBootWorkload({} as GuestRunner, 'pattern=sometimes')).toThrow('pattern');
});
