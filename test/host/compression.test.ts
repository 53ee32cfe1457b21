import { afterAll, beforeAll, expect, test } from 'vitest';
import { conductBetween } from '../../src/conductor/index.ts';
import { type Cluster, startCluster } from '../../src/index.ts';
import { guestXml } from '../guest-xml.ts';

let cluster: Cluster<'source' | 'destination'>;
beforeAll(async () => {
  cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: {}, destination: {} } });
});
afterAll(() => cluster[Symbol.asyncDispose]());

const workload = "pattern='sequential' rate='3000' workingSet='2' fill='4'";
const who = ({ uuid }: { uuid: string }) => ({ driver: 'qemu', uuid }) as const;

test('a guest that writes faster than it is sent goes with --compressed, and the job tells how', async () => {
  const source = cluster.source.client();
  const guest = await (await cluster.source.define(guestXml({ name: 'busy', workload }))).start();
  await source.call('DomainMigrateSetMaxDowntime', { ...who(guest), ms: 10 });
  await source.call('DomainMigrateSetCompressionCache', { ...who(guest), bytes: 4 * 2 ** 20 });
  expect(await source.call('DomainMigrateGetCompressionCache', who(guest))).toEqual({ bytes: 4 * 2 ** 20 });
  await conductBetween(source, cluster.destination.client(), {
    domain: guest,
    flags: ['live', 'compressed'],
    bandwidth: 8,
  });
  const { stats } = await source.call('DomainGetJobStats', { ...who(guest), completed: true });
  expect(stats.compression_cache).toBe(4 * 2 ** 20);
  expect(stats.compression_pages).toBeGreaterThan(100);
  expect(stats.compression_bytes).toBeLessThan((stats.compression_pages ?? 0) * 12);
  expect(stats.compression_overflow).toBe(0);
});

test('without it, or with another method, nothing is told of a cache', async () => {
  const source = cluster.source.client();
  const guest = await (await cluster.source.define(guestXml({ name: 'calm' }))).start();
  const request = { domain: guest, flags: ['live', 'compressed'], compressionMethods: ['mt'] } as const;
  await conductBetween(source, cluster.destination.client(), {
    ...request,
    flags: [...request.flags],
    compressionMethods: [...request.compressionMethods],
  });
  const { stats } = await source.call('DomainGetJobStats', { ...who(guest), completed: true });
  expect(stats).not.toHaveProperty('compression_cache');
});

test('a cache below a page is refused in QEMU’s words, and a guest that is off has none', async () => {
  const { call } = cluster.source.client();
  const guest = await cluster.source.create(guestXml({ name: 'small' }));
  await expect(call('DomainMigrateSetCompressionCache', { ...who(guest), bytes: 1 })).rejects.toThrow(
    "Parameter 'xbzrle_cache_size' expects a power of two no less than the target page size",
  );
  expect(await call('DomainMigrateGetCompressionCache', who(guest))).toEqual({ bytes: 64 * 2 ** 20 });
  const off = await cluster.source.define(guestXml({ name: 'off' }));
  await expect(call('DomainMigrateGetCompressionCache', who(off))).rejects.toThrow('domain is not running');
});
