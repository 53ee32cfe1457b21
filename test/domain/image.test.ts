import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { fakeTransport } from './fake-transport.ts';
import { imageOf, loadFrom, mib, runnerOn, spec } from './guests.ts';

const workload = { pattern: 'random', pagesPerSecond: 1000, workingSetMiB: 1, fillMiB: 1, seed: 9 } as const;

async function saved() {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec(workload, 2));
  guest.resume();
  await clock.advance(1500);
  const snapshot = await guest.pause();
  return { clock, runner, guest, snapshot, image: await imageOf(guest) };
}

test('a saved guest loads as it was and goes on from there', async () => {
  const { clock, runner, guest, snapshot, image } = await saved();
  const loaded = await loadFrom(runner, guest, image);
  expect(loaded.running).toBe(false);
  expect(await loaded.pause()).toEqual(snapshot);
  for (const one of [guest, loaded]) one.resume();
  await clock.advance(700);
  expect(await loaded.pause()).toEqual(await guest.pause());
});

test('an image holds the pages with content and the firmware, not the empty ones', async () => {
  const { image } = await saved();
  expect(image.length).toBeGreaterThan(1.3 * mib);
  expect(image.length).toBeLessThan(1.4 * mib);
});

test('a damaged image is refused, wherever it is damaged', async () => {
  const { runner, guest, image } = await saved();
  const damage = fc.asyncProperty(fc.nat(image.length - 1), fc.integer({ min: 1, max: 255 }), async (at, change) => {
    const damaged = Buffer.from(image);
    damaged[at] = (damaged[at] ?? 0) ^ change;
    await expect(loadFrom(runner, guest, damaged)).rejects.toThrow(
      /^internal error: qemu unexpectedly closed the monitor: load of migration failed: /,
    );
  });
  await fc.assert(damage, {
    numRuns: 30,
    examples: [
      [0, 1],
      [8, 1],
      [12, 1],
      [image.length - 1, 1],
    ],
  });
});

test('an image that was cut short is refused, wherever it was cut', async () => {
  const { runner, guest, image } = await saved();
  const cut = fc.asyncProperty(fc.nat(image.length - 1), async (length) => {
    await expect(loadFrom(runner, guest, image.subarray(0, length))).rejects.toThrow(/cut short|no image of a guest/);
  });
  await fc.assert(cut, { numRuns: 30 });
});

test('the image of another guest is refused', async () => {
  const { runner, guest, image } = await saved();
  await expect(loadFrom(runner, { spec: { ...guest.spec, uuid: 'another' } }, image)).rejects.toThrow(
    'where guest another is awaited',
  );
});

test('a running guest is not saved', async () => {
  const { guest } = await saved();
  guest.resume();
  await expect(imageOf(guest)).rejects.toThrow('a guest is saved only while it is paused');
});
