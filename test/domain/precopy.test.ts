import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import type { Workload } from '../../src/domain/workload/workload.ts';
import { fakeTransport } from './fake-transport.ts';
import { mib, runnerOn, spec, towards } from './guests.ts';

interface Move {
  readonly memoryMiB: number;
  readonly workload: Partial<Workload>;
  readonly limitMiB: number;
  readonly downtimeMs: number;
  /** Pages that the writer had written when the migration began. */
  readonly writtenAtStart?: number;
}

/** Moves a guest in virtual time over a link of 1300 MiB/s, as fast as the machine of the measurements moved bytes. */
async function move({ memoryMiB, workload, limitMiB, downtimeMs, writtenAtStart = 0 }: Move) {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock, bytesPerMs: 1300 * 1049 }));
  const guest = await clock.runUntil(runner.start(spec(workload, memoryMiB)));
  guest.resume();
  await clock.advance(workload.pagesPerSecond ? (writtenAtStart / workload.pagesPerSecond) * 1000 : 0);
  const limits = { bandwidthBytesPerSecond: limitMiB * mib, downtimeLimitMs: downtimeMs };
  const { outgoing } = await clock.runUntil(towards(runner, guest, limits));
  await clock.runUntil(outgoing.copy());
  await clock.runUntil(guest.pause());
  await clock.runUntil(outgoing.complete());
  return outgoing.stats();
}

// Real migrations of QEMU 7.2: MiB filled, pages a second in a working set of 16 MiB, downtime limit (ms), the writer's
// place; then total time (ms), pages with content sent, syncs. All of 64 MiB at 32 MiB/s. 88 of the pages are ROM.
test.each([
  [40, 2048, 30, 1984, 1612, 13_627, 5],
  [40, 4915, 30, 4752, 2412, 20_370, 9],
])('%i MiB filled, %i pages/s and a limit of %i ms take as long as in QEMU', async (...row) => {
  const [fillMiB, pagesPerSecond, downtimeMs, writtenAtStart, total, normal, syncs] = row;
  const workload = { pattern: 'sequential', pagesPerSecond, workingSetMiB: 16, fillMiB } as const;
  const stats = await move({ memoryMiB: 64, workload, limitMiB: 32, downtimeMs, writtenAtStart });

  expect(Math.abs(stats['dirty-sync-count'] - syncs)).toBeLessThanOrEqual(1);
  expect(Math.abs(stats.normal - normal) / normal).toBeLessThan(0.02);
  expect(Math.abs(stats['total-time'] - total)).toBeLessThan(30);
});

test('transferred is 4104 bytes a page, 9 a zero page and a small rest, to the byte', async () => {
  const workload = { pattern: 'random', pagesPerSecond: 900, workingSetMiB: 2, fillMiB: 3 } as const;
  const stats = await move({ memoryMiB: 8, workload, limitMiB: 8, downtimeMs: 10 });
  const rest = stats.transferred - 4104 * stats.normal - 9 * stats.duplicate;
  // Names of the blocks, and 8 bytes for each time that pages were sent while the guest ran.
  expect((rest - 84) % 8).toBe(0);
  expect(rest).toBeGreaterThan(84);
  expect(rest).toBeLessThan(2400);
  expect(stats['normal-bytes']).toBe(4096 * stats.normal);
  expect(stats['precopy-bytes'] + stats['downtime-bytes']).toBe(stats.transferred);
});

test('a guest that fits into the first 100 ms is done with two syncs', async () => {
  const stats = await move({ memoryMiB: 64, workload: { fillMiB: 1 }, limitMiB: 32, downtimeMs: 300 });
  expect(stats.transferred).toBe(344 * 4104 + 16_170 * 9 + 92);
  expect(stats.total).toBe(64 * mib + 532_480);
  expect(stats).toMatchObject({ 'dirty-sync-count': 2, duplicate: 63 * 256 + 42, normal: 256 + 88 });
});

test('an idle guest of 64 GiB starts at once, moves in a moment, and takes next to no memory', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec({}, 64 * 1024));
  guest.resume();
  await clock.advance(1000);
  const { destination, outgoing } = await towards(runner, guest);
  await clock.runUntil(outgoing.copy());
  const paused = await guest.pause();
  await outgoing.complete();
  expect(await destination.arrived).toEqual(paused);
  expect((await destination.inspect()).residentBytes).toBe(4096);
  expect(outgoing.stats()).toMatchObject({ duplicate: 64 * 2 ** 18 - 1 + 42, 'dirty-sync-count': 2 });
});

test('limits may change while the guest is on its way, and a guest that never converges goes once it may', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec({ pattern: 'sequential', pagesPerSecond: 4000, workingSetMiB: 4 }));
  guest.resume();
  await clock.advance(2000);
  const { outgoing } = await towards(runner, guest, { bandwidthBytesPerSecond: mib, downtimeLimitMs: 1 });
  const copied = outgoing.copy();
  await clock.advance(20_000);
  expect(outgoing.status).toBe('active');
  expect(outgoing.stats()['dirty-pages-rate']).toBeGreaterThan(0);
  outgoing.setBandwidth(64 * mib);
  await clock.runUntil(copied);
  expect(outgoing.status).toBe('pre-switchover');
});

test.each([Number.NaN, -1])('a bandwidth of %d is refused', async (bandwidthBytesPerSecond) => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec());
  const moved = towards(runner, guest, { bandwidthBytesPerSecond });
  await expect(moved).rejects.toThrow(`bandwidth must be a number of bytes per second, not ${bandwidthBytesPerSecond}`);
});

test('a downtime limit of a day is refused', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec());
  const moved = towards(runner, guest, { downtimeLimitMs: 86_400_000 });
  await expect(moved).rejects.toThrow('downtime must be from 0 to 2000000 milliseconds, not 86400000');
});
