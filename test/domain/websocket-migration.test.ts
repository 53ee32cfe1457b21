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

test('by TLS it moves as well, and only to a host whose certificate it trusts', async () => {
  const file = (name: string) => `test/fixtures/tls/${name}.pem`;
  const own = { certificate: file('host'), key: file('host-key') };
  const runner = runnerOn(
    systemClock,
    createWebSocketTransport({ clock: systemClock, tls: { ...own, authority: file('ca') } }),
  );
  const guest = await runner.start(spec({ pattern: 'idle', fillMiB: 4 }, 8));
  const stranger = runnerOn(systemClock, createWebSocketTransport({ clock: systemClock, tls: own }));
  const elsewhere = await stranger.incoming(guest.spec, { address: '127.0.0.1' });
  const destination = await runner.incoming(guest.spec, { address: '127.0.0.1' });
  expect(destination.uri).toMatch(/^wss:\/\/127\.0\.0\.1:/);

  const other = await stranger.start(guest.spec);
  await expect(other.migrateTo({ uri: elsewhere.uri })).rejects.toThrow(/is not trusted/);
  const outgoing = await guest.migrateTo({ uri: destination.uri });
  await outgoing.copy();
  const paused = await guest.pause();
  await outgoing.complete();
  expect(await destination.arrived).toEqual(paused);
  for (const each of [destination, elsewhere, other]) await each.kill();
});
