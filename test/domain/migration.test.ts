import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock, virtualClock } from '../../src/clock/index.ts';
import type { Guest } from '../../src/domain/runner/index.ts';
import type { Workload } from '../../src/domain/workload/workload.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import { createMemoryTransport } from '../../src/transport/index.ts';
import { fakeTransport } from './fake-transport.ts';
import { imageOf, mib, runnerOn, spec, towards } from './guests.ts';

const anyWorkload: fc.Arbitrary<Partial<Workload>> = fc.record({
  pattern: fc.constantFrom('idle', 'sequential', 'random'),
  pagesPerSecond: fc.integer({ min: 1, max: 3000 }),
  workingSetMiB: fc.integer({ min: 1, max: 4 }),
  fillMiB: fc.nat(3),
  seed: fc.nat(),
});

/** Every byte of a paused guest, and its devices. */
const whole = async (guest: Guest) => Buffer.from(await imageOf(guest)).toString('latin1');

test('whatever the guest writes, it arrives byte for byte as it was, and its ticks go on without a gap', async () => {
  const run = fc.asyncProperty(
    anyWorkload,
    fc.integer({ min: 0, max: 3000 }),
    fc.integer({ min: 1, max: 32 }),
    async (workload, ranMs, limitMiB) => {
      const clock = virtualClock();
      const runner = runnerOn(clock, createMemoryTransport({ clock }));
      const guest = await runner.start(spec(workload));
      guest.resume();
      await clock.advance(ranMs);
      const limits = { bandwidthBytesPerSecond: limitMiB * mib, downtimeLimitMs: 300 };
      const { destination, outgoing } = await clock.runUntil(towards(runner, guest, limits));
      const copied = outgoing.copy();
      await Promise.race([clock.runUntil(copied), clock.advance(3000)]);
      outgoing.setBandwidth(0);
      await clock.runUntil(copied);

      const paused = await guest.pause();
      const confirmed = await clock.runUntil(outgoing.complete());
      const arrived = await destination.arrived;

      expect([confirmed, arrived, await destination.pause()]).toEqual([paused, paused, paused]);
      expect(await whole(destination)).toBe(await whole(guest));
      expect([guest.running, destination.running]).toEqual([false, false]);
      destination.resume();
      await clock.advance(250);
      expect((await destination.pause()).ticks - paused.ticks).toBeGreaterThanOrEqual(25);
      expect((await destination.pause()).ticks - paused.ticks).toBeLessThanOrEqual(26);
    },
  );
  await fc.assert(run, { numRuns: 15 });
});

test('a guest that moves goes on writing what it would have written at home', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const workload = { pattern: 'random', pagesPerSecond: 3000, workingSetMiB: 4, seed: 5 } as const;
  const [stayed, moved] = [await runner.start(spec(workload)), await runner.start(spec(workload))];
  for (const guest of [stayed, moved]) guest.resume();
  await clock.advance(700);
  const { destination, outgoing } = await towards(runner, moved, { bandwidthBytesPerSecond: 16 * mib });
  await clock.runUntil(outgoing.copy());
  await moved.pause();
  await outgoing.complete();
  destination.resume();
  await clock.advance(900);
  expect(await destination.pause()).toEqual(await stayed.pause());
});

test('rounds are told as they end, and add up to what was transferred', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec({ pattern: 'sequential', pagesPerSecond: 500, workingSetMiB: 2, fillMiB: 3 }));
  guest.resume();
  await clock.advance(1000);
  const rounds: { round: number; pages: number; bytes: number; remaining: number }[] = [];
  const limits = {
    bandwidthBytesPerSecond: 8 * mib,
    downtimeLimitMs: 20,
    onRound: (round: (typeof rounds)[number]) => rounds.push(round),
  };
  const { outgoing } = await towards(runner, guest, limits);
  await clock.runUntil(outgoing.copy());
  await guest.pause();
  await outgoing.complete();
  const sum = (key: 'pages' | 'bytes') => rounds.reduce((total, round) => total + round[key], 0);
  expect(rounds.map(({ round }) => round)).toEqual(rounds.map((_, index) => index + 1));
  expect(rounds.length).toBe(outgoing.stats()['dirty-sync-count']);
  expect([sum('pages'), sum('bytes')]).toEqual([outgoing.stats().normal, outgoing.stats().transferred]);
  expect(rounds.at(-1)?.remaining).toBe(0);
});

test('a sender never has more than 4 MiB and a frame waiting to leave, however slow the receiver', async () => {
  const clock = virtualClock();
  const transport = fakeTransport({ clock, bytesPerMs: 10_000 });
  const runner = runnerOn(clock, transport);
  const guest = await runner.start(spec({ fillMiB: 12 }, 16));
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest));
  await clock.runUntil(outgoing.copy());
  await clock.runUntil(outgoing.complete());
  await clock.runUntil(destination.arrived);
  expect(transport.mostWaiting()).toBeGreaterThan(2 * mib);
  expect(transport.mostWaiting()).toBeLessThan(4 * mib + 64 * 1024);
});

test('cancelled at any moment, the source keeps its guest as it was and the waiting one is gone', async () => {
  const run = fc.asyncProperty(fc.integer({ min: 0, max: 900 }), fc.boolean(), async (cancelAfterMs, byItself) => {
    const clock = virtualClock();
    const runner = runnerOn(clock, fakeTransport({ clock, bytesPerMs: 5000 }));
    const workload = { pattern: 'random', pagesPerSecond: 2000, workingSetMiB: 2, fillMiB: 3 } as const;
    const [guest, untouched] = [await runner.start(spec(workload)), await runner.start(spec(workload))];
    for (const one of [guest, untouched]) one.resume();
    const cancel = new AbortController();
    const reason = byItself ? new LibvirtError('operation failed', 'Migration was cancelled by client') : undefined;
    clock.after(cancelAfterMs, () => cancel.abort(reason));
    const limits = { bandwidthBytesPerSecond: 6 * mib, downtimeLimitMs: 1, signal: cancel.signal };
    const destination = await runner.incoming(guest.spec, { address: 'destination' });
    const lost = gone(destination);
    const started = clock.monotonic();
    const moved = (async () => {
      const outgoing = await guest.migrateTo({ uri: destination.uri, ...limits });
      await outgoing.copy();
      await outgoing.complete();
    })();
    const text = reason?.message ?? "operation aborted: job 'migration out' canceled by client";
    await expect(clock.runUntil(moved)).rejects.toThrow(text);
    expect(clock.monotonic() - started).toBeLessThanOrEqual(Math.max(1, cancelAfterMs));
    await destination.kill();
    await lost;
    expect(guest.running).toBe(true);
    expect(await guest.pause()).toEqual(await untouched.pause());
    guest.resume();
  });
  await fc.assert(run, { numRuns: 15 });
});

const gone = (guest: Guest) => new Promise<void>((resolve) => guest.onExit(() => resolve()));

test.each(['copy', 'complete'] as const)(
  'a link cut during %s: libvirt’s text at the source, a crash at the destination',
  async (phase) => {
    const clock = virtualClock();
    const transport = fakeTransport({ clock, bytesPerMs: 2000 });
    const runner = runnerOn(clock, transport);
    const guest = await runner.start(spec({ fillMiB: 3 }));
    const { destination, outgoing } = await clock.runUntil(towards(runner, guest));
    const exit = new Promise((resolve) => destination.onExit((why, text) => resolve([why, text])));
    if (phase === 'complete') await clock.runUntil(outgoing.copy());
    clock.after(1, () => transport.cut());

    const work: Promise<unknown> = outgoing[phase]();
    await expect(clock.runUntil(work)).rejects.toThrow(
      "operation failed: job 'migration out' failed: Unable to write to socket: Bad file descriptor",
    );
    const text =
      'internal error: qemu unexpectedly closed the monitor: load of migration failed: the migration stream ended before the guest had come';
    expect(await exit).toEqual(['crashed', text]);
    await expect(destination.arrived).rejects.toThrow(text);
    await expect(destination.resume()).rejects.toThrow('domain is not running');
    expect(outgoing.status).toBe('failed');
  },
);

test('a guest that dies while it moves ends the migration, and the waiting one with it', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock, bytesPerMs: 2000 }));
  const guest = await runner.start(spec({ fillMiB: 3 }));
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest));
  clock.after(1, () => guest.crash());
  await expect(clock.runUntil(outgoing.copy())).rejects.toThrow('operation failed: domain is not running');
  await expect(destination.arrived).rejects.toThrow('qemu unexpectedly closed the monitor');
});

test('a waiting guest that is killed is killed, and the sender finds the stream gone', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock, bytesPerMs: 2000 }));
  const guest = await runner.start(spec({ fillMiB: 3 }));
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest));
  const exit = new Promise((resolve) => destination.onExit((why) => resolve(why)));
  clock.after(1, () => void destination.kill());
  await expect(clock.runUntil(outgoing.copy())).rejects.toThrow('Bad file descriptor');
  expect(await exit).toBe('killed');
  await expect(destination.arrived).rejects.toThrow(/^internal error: qemu unexpectedly closed the monitor$/);
});

test('a paused guest moves too, there and back again', async () => {
  const runner = runnerOn(systemClock, fakeTransport({ clock: systemClock }));
  const guest = await runner.start(spec({ fillMiB: 2 }));
  const first = await towards(runner, guest);
  await first.outgoing.copy();
  const there = await first.outgoing.complete();
  await first.destination.arrived;
  const second = await towards(runner, first.destination);
  await second.outgoing.copy();
  expect(await second.outgoing.complete()).toEqual(there);
  expect(await second.destination.arrived).toEqual(there);
  expect(second.outgoing.stats().downtime).toBeLessThanOrEqual(second.outgoing.stats()['total-time']);
});

test('the guest must stand still for the end of its migration', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec());
  guest.resume();
  const { outgoing } = await towards(runner, guest);
  await outgoing.copy();
  await expect(outgoing.complete()).rejects.toThrow('the guest must stand still for this');
});

test('a guest has one migration at a time, and may try again after a failed one', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec());
  const { outgoing } = await towards(runner, guest);
  const text = "Requested operation is not valid: another migration job is already running for domain 'web1'";
  await expect(towards(runner, guest)).rejects.toThrow(text);
  outgoing.abort();
  expect(outgoing.status).toBe('cancelled');
  const again = await towards(runner, guest);
  await again.outgoing.copy();
  await again.outgoing.complete();
  expect(again.outgoing.status).toBe('completed');
});
