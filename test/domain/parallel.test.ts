import fc from 'fast-check';
import { expect, test } from 'vitest';
import { systemClock, virtualClock } from '../../src/clock/index.ts';
import { createTurns } from '../../src/domain/transfer/turns.ts';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import type { Link } from '../../src/transport/link.ts';
import { fakeTransport } from './fake-transport.ts';
import { imageOf, mib, runnerOn, spec, towards } from './guests.ts';

const workload = { pattern: 'random', pagesPerSecond: 4000, workingSetMiB: 4, fillMiB: 12 } as const;

test.each([1, 2, 5])('over %i connections at once a running guest arrives byte for byte', async (connections) => {
  const runner = runnerOn(systemClock, createWebSocketTransport({ clock: systemClock }));
  const guest = await runner.start(spec(workload, 16));
  guest.resume();
  const limits = { bandwidthBytesPerSecond: 64 * mib, downtimeLimitMs: 10 };
  const destination = await runner.incoming(guest.spec, { address: '127.0.0.1' });
  const outgoing = await guest.migrateTo({ uri: destination.uri, ...limits, parallelConnections: connections });
  await outgoing.copy();
  const paused = await guest.pause();
  await outgoing.complete();
  expect(await destination.arrived).toEqual(paused);
  const [there, here] = [await imageOf(destination), await imageOf(guest)];
  expect(Buffer.compare(there, here)).toBe(0);
  await destination.kill();
});

test('a link of several that is cut ends the migration', async () => {
  const clock = virtualClock();
  const transport = fakeTransport({ clock, bytesPerMs: 2000 });
  const runner = runnerOn(clock, transport);
  const guest = await clock.runUntil(runner.start(spec(workload, 16)));
  const { destination, outgoing } = await clock.runUntil(towards(runner, guest, { parallelConnections: 3 }));
  clock.after(2, () => transport.cut());
  await expect(clock.runUntil(outgoing.copy())).rejects.toThrow('Bad file descriptor');
  await expect(destination.arrived).rejects.toThrow('the migration stream ended before the guest had come');
});

test('whatever the links do, frames go in as they were sent', () => {
  const links = 3;
  // In which order the links bring their pieces: any that keeps each link's own order.
  fc.assert(
    fc.property(fc.array(fc.nat(links - 1), { maxLength: 200 }), fc.integer({ min: 1, max: 30 }), (order, frames) => {
      const all = Array.from({ length: links }, fakeLink);
      const seen: string[] = [];
      const turns = createTurns(fakeLink().link, {
        take: (bytes) => seen.push(Buffer.from(bytes).toString()),
        end: () => seen.push('.'),
      });
      turns.widen(all.map(({ link }) => link));
      const pieces = all.map((_, index) => piecesOf(index, frames, links));
      const sinks = all.map(({ link }) => turns.sinkOf(link));
      const bring = (index: number) => {
        const piece = pieces[index]?.shift();
        if (piece === '.') sinks[index]?.end();
        else if (piece) sinks[index]?.take(Buffer.from(piece));
      };
      for (const index of order) bring(index);
      for (let index = 0; index < links; index++) while (pieces[index]?.length) bring(index);
      const expected = Array.from({ length: frames }, (_, frame) => `${frame}a${frame}b.`).join('');
      expect(seen.join('')).toBe(expected);
      expect(all[frames % links]?.paused()).toBe(false);
    }),
  );
});

/** Two pieces and an end for each frame that comes over this link. */
function piecesOf(index: number, frames: number, links: number): string[] {
  const own = Array.from({ length: frames }, (_, frame) => frame).filter((frame) => frame % links === index);
  return own.flatMap((frame) => [`${frame}a`, `${frame}b`, '.']);
}

function fakeLink() {
  let paused = false;
  const link = {
    pause: () => {
      paused = true;
    },
    resume: () => {
      paused = false;
    },
  } as Link;
  return { link, paused: () => paused };
}
