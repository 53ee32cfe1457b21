import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import { mib, runnerOn, spec } from './guests.ts';

test('over real WebSockets a running guest moves, and its port is free again', async () => {
  const runner = runnerOn(systemClock, createWebSocketTransport({ clock: systemClock }));
  const guest = await runner.start(
    spec({ pattern: 'random', pagesPerSecond: 2000, workingSetMiB: 4, fillMiB: 16 }, 32),
  );
  guest.resume();
  const destination = await runner.incoming(guest.spec, { address: '127.0.0.1' });
  const outgoing = await guest.migrateTo({
    uri: destination.uri,
    bandwidthBytesPerSecond: 64 * mib,
    downtimeLimitMs: 5,
  });

  await outgoing.copy();
  const paused = await guest.pause();
  await outgoing.complete();
  expect(await destination.arrived).toEqual(paused);
  destination.resume();
  expect(destination.running).toBe(true);
  await expect(guest.migrateTo({ uri: destination.uri })).rejects.toThrow(/Connection refused|authentication failed/);
  await destination.kill();
});
