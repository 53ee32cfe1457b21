import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../src/clock/index.ts';
import type { MigrateToOptions } from '../../src/domain/runner/index.ts';
import type { Workload } from '../../src/domain/workload/workload.ts';
import { fakeTransport } from './fake-transport.ts';
import { imageOf, mib, runnerOn, spec, towards } from './guests.ts';

/** A guest that runs at the destination before all of it is there; `bytesPerMs` is how fast its pages come. */
async function handedOver(clock: VirtualClock, workload: Partial<Workload>, options: Moving = {}) {
  const { ranMs = 500, bytesPerMs = 20_000, ...asked } = options;
  const transport = fakeTransport({ clock, bytesPerMs });
  const runner = runnerOn(clock, transport);
  const guest = await runner.start(spec(workload));
  await guest.resume();
  await clock.advance(ranMs);
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest, { postcopy: true, ...asked }));
  outgoing.startPostcopy();
  const ended = await clock.runUntil(outgoing.copy());
  await guest.pause();
  const told = await clock.runUntil(outgoing.handOver());
  return { transport, runner, guest, destination, outgoing, ended, told };
}
type Moving = Omit<MigrateToOptions, 'uri'> & { readonly ranMs?: number; readonly bytesPerMs?: number };

const busy = { pattern: 'random', pagesPerSecond: 3000, workingSetMiB: 4, fillMiB: 4, seed: 7 } as const;

test('the guest runs on at the destination while its pages come, and asks for those it touches', async () => {
  const clock = virtualClock();
  const { destination, outgoing, ended, told } = await handedOver(clock, busy, { bytesPerMs: 3000 });
  expect([ended, told.partly, outgoing.status]).toEqual(['post-copy', true, 'postcopy-active']);
  expect(await destination.arrived).toEqual(told);
  const filled = outgoing.fill();
  await destination.resume();
  await clock.runUntil(filled);
  const stats = outgoing.stats();
  expect([outgoing.status, stats.remaining]).toEqual(['completed', 0]);
  expect(stats['postcopy-requests']).toBeGreaterThan(3);
  expect(stats['postcopy-bytes']).toBeGreaterThan(3 * mib);
  expect(stats['precopy-bytes'] + stats['downtime-bytes'] + stats['postcopy-bytes']).toBe(stats.transferred);
  expect(stats.downtime).toBeLessThan(10);
  expect(destination.running).toBe(true);
});

const anyMove = fc.record({
  workload: fc.record({
    pattern: fc.constantFrom('idle', 'sequential', 'random'),
    pagesPerSecond: fc.integer({ min: 1, max: 6000 }),
    workingSetMiB: fc.integer({ min: 1, max: 4 }),
    fillMiB: fc.nat(4),
    seed: fc.nat(),
  }),
  ranMs: fc.nat(2000),
  bytesPerMs: fc.constantFrom(500, 5000, 100_000),
  verify: fc.boolean(),
});

test('whatever it writes, its memory is then what it would be had it stayed and stood still as long', async () => {
  const run = fc.asyncProperty(anyMove, async ({ workload, ...options }) => {
    const clock = virtualClock();
    const { runner, destination, outgoing, ended } = await handedOver(clock, workload, options);
    expect(ended).toBe('post-copy');
    const filled = outgoing.fill();
    await destination.resume();
    await clock.runUntil(filled);
    await clock.advance(77);
    await destination.pause();
    const image = Buffer.from(await imageOf(destination));
    const [, runUs] = /"runUs":(\d+)/.exec(image.toString('latin1')) ?? [];

    const stayed = await runner.start(spec(workload));
    await stayed.resume();
    await clock.advance(Number(runUs) / 1000);
    expect(await stayed.pause()).toEqual(await destination.pause());
    expect(Buffer.from(await imageOf(stayed)).equals(image)).toBe(true);
    expect(await destination.whole).toMatchObject(options.verify ? { memory: expect.any(String) } : {});
  });
  await fc.assert(run, { numRuns: 15 });
});

test('every page goes once after the switch, and a limit of its own holds the rest up but not what is asked for', async () => {
  const clock = virtualClock();
  const limit = { postcopyBandwidthBytesPerSecond: 2 * mib, ranMs: 2000 };
  const { destination, outgoing } = await handedOver(clock, { ...busy, pattern: 'sequential' }, limit);
  const began = clock.monotonic();
  const left = outgoing.stats().remaining;
  const filled = outgoing.fill();
  await destination.resume();
  await clock.runUntil(filled);
  expect(outgoing.stats()['postcopy-bytes']).toBeLessThan((left / 4096) * 4104 + 1);
  expect(clock.monotonic() - began).toBeLessThan(left / ((2 * mib) / 1000));
  expect(outgoing.stats()['postcopy-requests']).toBeGreaterThan(0);
});

test('a guest whose rest is small converges instead', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec());
  const { outgoing } = await clock.runUntil(towards(runner, guest, { postcopy: true }));
  const copied = outgoing.copy();
  outgoing.startPostcopy();
  expect(await clock.runUntil(copied)).toBe('converged');
});

test('a link that dies in post-copy leaves both ends with their part: the guest stalls at the first page it lacks', async () => {
  const clock = virtualClock();
  const { transport, destination, outgoing } = await handedOver(clock, busy, { bytesPerMs: 500 });
  const filled = outgoing.fill();
  await destination.resume();
  clock.after(50, () => transport.cut());
  await expect(clock.runUntil(filled)).rejects.toThrow("job 'migration out' failed");
  await expect(destination.whole).rejects.toThrow("operation failed: job 'migration in' failed in post-copy phase");
  expect(outgoing.status).toBe('postcopy-paused');
  await clock.advance(5000);
  const stalled = (await destination.inspect()).ticks;
  await clock.advance(5000);
  expect((await destination.inspect()).ticks).toBe(stalled);
  await expect(destination.save('/images/part', new Uint8Array())).rejects.toThrow('still waits for its migration');
});

test('a link that dies before the guest was handed over loses nothing', async () => {
  const clock = virtualClock();
  const transport = fakeTransport({ clock, bytesPerMs: 40_000 });
  const runner = runnerOn(clock, transport);
  const guest = await runner.start(spec(busy));
  await guest.resume();
  await clock.advance(100);
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest, { postcopy: true }));
  outgoing.startPostcopy();
  await clock.runUntil(outgoing.copy());
  await guest.pause();
  transport.cut();
  await expect(clock.runUntil(outgoing.handOver())).rejects.toThrow('Unable to write to socket');
  await expect(destination.arrived).rejects.toThrow('qemu unexpectedly closed the monitor');
  await guest.resume();
  const second = await clock.runUntil(towards(runner, guest));
  await clock.runUntil(second.outgoing.copy());
  const paused = await guest.pause();
  expect(await clock.runUntil(second.outgoing.complete())).toEqual(paused);
});

test('several connections cannot go with it', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec());
  await expect(towards(runner, guest, { postcopy: true, parallelConnections: 2 })).rejects.toThrow(
    "unable to execute QEMU command 'migrate-set-capabilities': Postcopy is not yet compatible with multifd",
  );
});
