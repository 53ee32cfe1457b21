import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { fakeTransport } from './fake-transport.ts';
import { mib, runnerOn, spec, towards } from './guests.ts';

test('a guest that writes all the time arrives as it was, and its ticks go on without a gap', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec({ pattern: 'sequential', pagesPerSecond: 500, workingSetMiB: 2, fillMiB: 3 }));
  guest.resume();
  await clock.advance(1234);
  const { destination, outgoing } = await towards(runner, guest, { bandwidthBytesPerSecond: 8 * mib, downtimeLimitMs: 20 });

  await clock.runUntil(outgoing.copy());
  const paused = await guest.pause();
  const sent = await clock.runUntil(outgoing.complete());
  const came = await destination.arrived;

  expect(came).toEqual(paused);
  expect(sent).toEqual(paused);
  expect(destination.running).toBe(false);
  destination.resume();
  await clock.advance(50);
  expect(destination.inspect().ticks).toBe(paused.ticks + 5);
  expect(outgoing.stats()).toMatchObject({ remaining: 0, total: 4 * mib });
});
