import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { predict } from '../../src/domain/predict/index.ts';
import { fakeTransport } from './fake-transport.ts';
import { mib, runnerOn, spec, towards } from './guests.ts';
import { hooklab, scenario, writes } from './predict/scenarios.ts';

const limits = { bytesPerSecond: 8 * mib, downtimeMs: 30 };
/** Pages a second: one and a half times what the limit lets through. */
const rate = 3000;

/** A guest that writes faster than it is sent, on its way. */
async function moving(autoConverge: boolean) {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const workload = { pattern: 'sequential', pagesPerSecond: rate, workingSetMiB: 4, fillMiB: 4 } as const;
  const guest = await clock.runUntil(runner.start(spec(workload, 8)));
  guest.resume();
  await clock.advance(2000);
  const asked = { bandwidthBytesPerSecond: limits.bytesPerSecond, downtimeLimitMs: limits.downtimeMs, autoConverge };
  const { outgoing } = await clock.runUntil(towards(runner, guest, asked));
  return { clock, guest, outgoing };
}

test('a guest that writes too fast is throttled by steps until it can go, as predicted', async () => {
  const { clock, guest, outgoing } = await moving(true);
  const steps = new Set<number>();
  const copied = outgoing.copy().then(() => steps.add(-1));
  while (!steps.has(-1)) {
    await clock.advance(100);
    steps.add(outgoing.stats()['cpu-throttle-percentage'] ?? Number.NaN);
  }
  await copied;
  await guest.pause();
  await clock.runUntil(outgoing.complete());

  const capabilities = new Set(['auto-converge'] as const);
  const guestAndLimits = { pages: 8 * 256, ...writes(4, rate), limits, ranUs: 2_000_000 };
  const prediction = predict(scenario({ ...guestAndLimits, capabilities, constants: hooklab }));
  const { 'cpu-throttle-percentage': last, ...stats } = outgoing.stats();
  expect([...steps].slice(0, 3)).toEqual([0, 20, 30]);
  expect(last).toBe(prediction.throttlePercent);
  // The test looks at the migration only every 100 ms, so it waited that much longer to be stopped.
  const { 'total-time': total, downtime, mbps, ...exact } = stats;
  expect(prediction.stats).toMatchObject(exact);
});

test('without it the guest is never throttled, and the job says nothing of it', async () => {
  const { clock, outgoing } = await moving(false);
  outgoing.copy().catch(() => {});
  await clock.advance(20_000);
  expect(outgoing.status).toBe('active');
  expect(outgoing.stats()).not.toHaveProperty('cpu-throttle-percentage');
  outgoing.abort();
});

test('a throttled guest that stays runs at full speed again', async () => {
  const { clock, guest, outgoing } = await moving(true);
  outgoing.copy().catch(() => {});
  await clock.advance(4000);
  expect(outgoing.stats()['cpu-throttle-percentage']).toBeGreaterThan(0);
  outgoing.abort();
  const before = (await guest.inspect()).ticks;
  await clock.advance(1000);
  expect((await guest.inspect()).ticks - before).toBe(100);
});
