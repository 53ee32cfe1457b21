import { expect, test } from 'vitest';
import { systemClock, systemRandom } from '../../src/clock/index.ts';
import { inlineRunner, touchMemory } from '../../src/domain/runner/index.ts';
import { memoryStore } from '../../src/store/index.ts';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import { mib, spec } from './guests.ts';

test('over real WebSockets a guest that writes all the time is handed over, and each page it lacks comes in time', async () => {
  const clock = systemClock;
  const transport = createWebSocketTransport({ clock });
  const runner = inlineRunner({ clock, transport, random: systemRandom, store: memoryStore(), touch: touchMemory });
  const workload = { pattern: 'sequential', pagesPerSecond: 50_000, workingSetMiB: 8, fillMiB: 12 } as const;
  for (let round = 0; round < 3; round++) {
    const guest = await runner.start(spec(workload, 16));
    await guest.resume();
    const destination = await runner.incoming(spec(workload, 16), { address: '127.0.0.1' });
    const limits = { bandwidthBytesPerSecond: 100 * mib, postcopyBandwidthBytesPerSecond: 100 * mib };
    const outgoing = await guest.migrateTo({ uri: destination.uri, postcopy: true, downtimeLimitMs: 1, ...limits });
    outgoing.startPostcopy();
    expect(await outgoing.copy()).toBe('post-copy');
    await guest.pause();
    await outgoing.handOver();
    const filled = outgoing.fill();
    await destination.resume();
    await filled;
    expect((await destination.whole).memory).toMatch(/^[0-9a-f]{32}$/);
    expect(outgoing.stats()['postcopy-requests']).toBeGreaterThan(0);
    await Promise.all([guest.kill(), destination.kill()]);
  }
});
