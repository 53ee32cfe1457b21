import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type VirtualClock, virtualClock } from '../../src/clock/index.ts';
import type { Guest, MigrateToOptions } from '../../src/domain/runner/index.ts';
import { fakeTransport } from './fake-transport.ts';
import { imageOf, mib, type Runner, runnerOn, spec, towards } from './guests.ts';

/** Every way a guest can go. */
const kinds = {
  'pre-copy': {},
  parallel: { parallelConnections: 3 },
  xbzrle: { xbzrleCacheBytes: mib },
  'auto-converge': { autoConverge: true },
  'auto-converge and xbzrle': { autoConverge: true, xbzrleCacheBytes: 64 * mib },
  unverified: { verify: false },
  'unverified, xbzrle': { verify: false, xbzrleCacheBytes: 2 * mib },
  'post-copy': { postcopy: true },
  'post-copy, xbzrle, unverified': { postcopy: true, xbzrleCacheBytes: mib, verify: false },
  'cancelled, then again': { autoConverge: true, xbzrleCacheBytes: mib },
} as const satisfies Readonly<Record<string, Omit<MigrateToOptions, 'uri'>>>;
type Kind = keyof typeof kinds;

const anyWorkload = fc.record(
  {
    pattern: fc.constantFrom('idle' as const, 'sequential' as const, 'random' as const),
    pagesPerSecond: fc.integer({ min: 1, max: 4000 }),
    workingSetMiB: fc.integer({ min: 1, max: 4 }),
    fillMiB: fc.nat(4),
    seed: fc.nat(1000),
    regions: fc.array(
      fc.record({
        pattern: fc.constantFrom('sequential' as const, 'random' as const),
        pagesPerSecond: fc.integer({ min: 1, max: 2000 }),
        startMiB: fc.nat(2),
        sizeMiB: fc.integer({ min: 1, max: 2 }),
      }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['pattern', 'pagesPerSecond', 'workingSetMiB', 'fillMiB', 'seed'] },
);

interface Moving {
  readonly clock: VirtualClock;
  readonly runner: Runner;
  readonly guest: Guest;
  readonly kind: Kind;
}

/** Moves a running guest; one that does not converge gets a limit that it can keep. Resolves with it, paused. */
async function move({ clock, runner, guest, kind }: Moving): Promise<Guest> {
  const limits = { bandwidthBytesPerSecond: 12 * mib, downtimeLimitMs: 20 };
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest, { ...limits, ...kinds[kind] }));
  const copied = outgoing.copy();
  if (kind.startsWith('post-copy')) clock.after(300, () => outgoing.startPostcopy());
  clock.after(4000, () => outgoing.setDowntimeLimit(60_000));
  const ended = await clock.runUntil(copied);
  await guest.pause();
  if (ended === 'converged') await clock.runUntil(outgoing.complete());
  else await clock.runUntil(outgoing.handOver());
  const filled = ended === 'post-copy' ? outgoing.fill() : undefined;
  await destination.resume();
  if (filled) await clock.runUntil(filled);
  await clock.runUntil(destination.whole);
  await clock.advance(33);
  await destination.pause();
  return destination;
}

async function cancelled({ clock, runner, guest, kind }: Moving): Promise<void> {
  const limits = { bandwidthBytesPerSecond: 4 * mib, downtimeLimitMs: 1 };
  const { outgoing } = await clock.runUntil(towards(runner, guest, { ...limits, ...kinds[kind] }));
  const copied = outgoing.copy().then(
    () => undefined,
    () => undefined,
  );
  clock.after(700, () => outgoing.abort());
  await clock.runUntil(copied);
  outgoing.abort();
  await guest.resume();
}

/** The same guest had it stayed, at the other one's guest time. */
async function stayed({ clock, runner, guest }: Moving, image: Buffer): Promise<Buffer> {
  const [, runUs] = /"runUs":(\d+)/.exec(image.toString('latin1')) ?? [];
  const twin = await runner.start(guest.spec);
  await twin.resume();
  await clock.advance(Number(runUs) / 1000);
  await twin.pause();
  return Buffer.from(await imageOf(twin));
}

test.each(Object.keys(kinds) as Kind[])(
  '%s: the guest is then, byte for byte, what it would be had it stayed',
  async (kind) => {
    const run = fc.asyncProperty(anyWorkload, fc.nat(1500), async (workload, ranMs) => {
      const clock = virtualClock();
      const runner = runnerOn(clock, fakeTransport({ clock, bytesPerMs: 30_000 }));
      const guest = await runner.start(spec(workload));
      await guest.resume();
      await clock.advance(ranMs);
      const moving = { clock, runner, guest, kind };
      if (kind.startsWith('cancelled')) await cancelled(moving);
      const image = Buffer.from(await imageOf(await move(moving)));
      expect((await stayed(moving, image)).equals(image)).toBe(true);
    });
    await fc.assert(run, { numRuns: 4 });
  },
);
