import fc from 'fast-check';
import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { jobStats } from '../../src/domain/runner/index.ts';
import { applyDelta, encodeDelta } from '../../src/domain/transfer/delta.ts';
import { fakeTransport } from './fake-transport.ts';
import { imageOf, mib, runnerOn, spec, towards } from './guests.ts';

const page = fc.uint8Array({ minLength: 4096, maxLength: 4096 });
const edits = fc.array(fc.record({ at: fc.nat(4095), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }), {
  maxLength: 20,
});

test('a delta makes the new page of the old one, whatever changed', () => {
  const run = fc.property(page, edits, (before, changes) => {
    const now = before.slice();
    for (const { at, bytes } of changes) now.set(bytes.subarray(0, 4096 - at), at);
    const target = new Uint8Array(4096);
    const length = encodeDelta(before, now, target);
    const made = before.slice();
    expect(applyDelta(made, target.subarray(0, Math.max(0, length)))).toBe(true);
    if (length >= 0) expect(made).toEqual(now);
  });
  fc.assert(run, { numRuns: 60 });
});

test('a delta is as QEMU writes it: one changed byte takes three, none takes none, too many do not fit', () => {
  const [before, target] = [new Uint8Array(4096), new Uint8Array(4096)];
  const one = before.slice();
  one[5] = 9;
  expect([encodeDelta(before, one, target), [...target.subarray(0, 3)]]).toEqual([3, [5, 1, 9]]);
  one[300] = 7;
  expect([encodeDelta(before, one, target), [...target.subarray(3, 7)]]).toEqual([7, [0xa6, 2, 1, 7]]);
  expect(encodeDelta(before, before.slice(), target)).toBe(0);
  expect(
    encodeDelta(
      before,
      before.map((_, at) => (at % 2 ? 1 : 0)),
      target,
    ),
  ).toBe(-1);
});

test('garbage is no delta', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (delta) => {
      expect(typeof applyDelta(new Uint8Array(4096), delta)).toBe('boolean');
    }),
  );
  expect(applyDelta(new Uint8Array(4096), Uint8Array.of(0xff, 0x7f, 1, 1))).toBe(false);
  expect(applyDelta(new Uint8Array(4096), Uint8Array.of(0, 4, 1))).toBe(false);
});

const workload = { pattern: 'sequential', pagesPerSecond: 3000, workingSetMiB: 2, fillMiB: 3, seed: 3 } as const;

async function moved(xbzrleCacheBytes: number | undefined, verify = true) {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec(workload));
  await guest.resume();
  await clock.advance(1000);
  const asked = { bandwidthBytesPerSecond: 8 * mib, downtimeLimitMs: 10, verify };
  const cache = xbzrleCacheBytes === undefined ? {} : { xbzrleCacheBytes };
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest, { ...asked, ...cache }));
  const copied = outgoing.copy();
  const ended = await Promise.race([clock.runUntil(copied), clock.advance(20_000).then(() => 'never')]);
  if (ended === 'never') {
    copied.catch(() => {});
    outgoing.abort();
    return { stats: outgoing.stats(), ended };
  }
  await guest.pause();
  await clock.runUntil(outgoing.complete());
  // A guest that came unverified is hashed again once it ran.
  await destination.resume();
  await destination.pause();
  expect(Buffer.from(await imageOf(destination)).equals(Buffer.from(await imageOf(guest)))).toBe(true);
  return { stats: outgoing.stats(), ended };
}

test('a guest that writes faster than it can be sent converges, its pages sent as what changed on them', async () => {
  expect((await moved(undefined)).ended).toBe('never');
  const { ended, stats } = await moved(64 * mib);
  const cache = stats['xbzrle-cache'];
  expect(ended).toBe('converged');
  expect(cache).toMatchObject({ 'cache-size': 64 * mib, overflow: 0 });
  expect(cache?.pages).toBeGreaterThan(500);
  expect((cache?.bytes ?? 0) / (cache?.pages ?? 1)).toBeLessThan(12);
  expect(cache?.['cache-miss']).toBeGreaterThanOrEqual(512);
  const rest =
    stats.transferred - 4104 * stats.normal - 9 * stats.duplicate - (cache?.bytes ?? 0) - 8 * (cache?.pages ?? 0);
  expect((rest - 84) % 8).toBe(0);
  expect(jobStats(stats, false)).toMatchObject({
    compression_cache: 64 * mib,
    compression_bytes: cache?.bytes,
    compression_pages: cache?.pages,
    compression_cache_misses: cache?.['cache-miss'],
    compression_overflow: 0,
  });
});

test('unverified it arrives as well, and a cache smaller than the working set is of little use', async () => {
  expect((await moved(64 * mib, false)).ended).toBe('converged');
  const { ended, stats } = await moved(mib);
  expect([ended, stats['xbzrle-cache']?.['cache-size']]).toEqual(['never', mib]);
  expect(stats['xbzrle-cache']?.['cache-miss-rate']).toBeGreaterThan(0.4);
});

test('a cache below a page is refused, and so are several connections with one', async () => {
  const clock = virtualClock();
  const runner = runnerOn(clock, fakeTransport({ clock }));
  const guest = await runner.start(spec());
  await expect(towards(runner, guest, { xbzrleCacheBytes: 4095 })).rejects.toThrow('no less than the target page size');
  await expect(towards(runner, guest, { xbzrleCacheBytes: mib, parallelConnections: 2 })).rejects.toThrow(
    'Multifd is not compatible with xbzrle',
  );
});
