import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import '../../src/testing/vitest.ts';
import { guestXml } from '../guest-xml.ts';

const hooks = { source: { hooks: 'examples/hooks/source' }, destination: { hooks: 'examples/hooks/destination' } };
const example = (name: string) => readFileSync(`examples/guests/${name}.xml`, 'utf8');

test('a guest migrates, and the hooks of both hosts are called in the documented order', async () => {
  await using cluster = await startCluster({ libvirt: '9.0.0', hosts: hooks });
  const guest = await cluster.source.create(example('web-ok'));
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result).toHaveMigrated();
  expect(result).toFollowTheScore();
  expect(await result.guest?.state()).toEqual({ state: 'running', reason: 'migrated' });
  expect(await cluster.source.domains()).toEqual([]);
  expect(
    cluster.journal
      .hooks()
      .filter(({ domain }) => domain === 'web-ok')
      .map(({ host, operation }) => `${host} ${operation}`),
  ).toEqual([
    'source prepare',
    'source start',
    'source started',
    'destination migrate',
    'destination prepare',
    'destination start',
    'destination started',
    'source stopped',
    'source release',
  ]);
});

test("the destination's start hook refuses: nothing moved, and the client is told why", async () => {
  await using cluster = await startCluster({ libvirt: '0.8.2', hosts: hooks });
  const guest = await cluster.source.create(example('web-refused'));
  const before = await guest.info();
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result).toHaveBeenRefused(
    /^Hook script execution failed: Hook script .*\/qemu qemu failed with error code 256:no room for web-refused/,
  );
  expect(result.error).toMatchObject({ code: 70, domain: 34 });
  expect(result).toFollowTheScore();
  expect(await guest.state()).toEqual({ state: 'running', reason: 'booted' });
  expect((await guest.info()).ticks).toBeGreaterThanOrEqual(before.ticks);
  expect(await cluster.destination.domains()).toEqual([]);
});

test("the source's stopped hook fails: the migration stands and nobody but the source's log knows", async () => {
  await using cluster = await startCluster({ libvirt: '0.8.2', hosts: hooks });
  const guest = await cluster.source.create(example('web-late'));
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result).toHaveMigrated();
  expect(result.error).toBeUndefined();
  expect(result.audit.ignored).toHaveLength(1);
  const errors = (host: string) => cluster.journal.log(host).filter(({ level }) => level === 'error');
  expect(errors('source').map(({ text }) => text.replace(/ \/\S*\/qemu /, ' HOOK '))).toEqual([
    'virHookCall:416 : Hook script execution failed: Hook script HOOK qemu failed with error code 256:could not unmount the share of web-late\n',
  ]);
  expect(errors('destination')).toEqual([]);
});

test('peer-to-peer: the source host conducts, and in 0.8 its stopped hook comes after the destination resumed', async () => {
  await using cluster = await startCluster({ libvirt: '0.8.2', hosts: hooks });
  const guest = await cluster.source.create(example('web-ok'));
  const result = await guest.migrate(cluster.destination, { live: true, p2p: true });
  expect(result).toHaveMigrated();
  expect(result).toFollowTheScore();
  const entries = cluster.journal.entries();
  const resumed = entries.findIndex((e) => e.host === 'destination' && e.kind === 'state' && e.change === 'resume');
  const stopped = entries.findIndex((e) => e.host === 'source' && e.kind === 'hook' && e.operation === 'stopped');
  expect(resumed).toBeGreaterThan(0);
  expect(stopped).toBeGreaterThan(resumed);
});

test('memory is byte for byte the same, and the tick counter goes on without a gap', async () => {
  await using cluster = await startCluster({ hosts: { source: {}, destination: {} } });
  const workload = "pattern='random' rate='5000' workingSet='4' fill='6' seed='3'";
  const guest = await cluster.source.create(guestXml({ workload, memory: 16 }));
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result).toHaveMigrated();
  const of = (host: string, change: string) =>
    cluster.journal.states().find((e) => e.host === host && e.change === change);
  const left = of('source', 'complete');
  const arrived = of('destination', 'resume');
  expect(left?.memory).toMatch(/^[0-9a-f]{32,}$/);
  expect(of('source', 'pause')?.memory).toBe(left?.memory);
  expect(arrived?.memory).toBe(left?.memory);
  expect(arrived?.ticks).toBe(left?.ticks);
});

test('a guest migrates back, and keeps its definition only where it is told to', async () => {
  await using cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: {}, destination: {} } });
  const defined = await cluster.source.define(guestXml());
  const guest = await defined.start();
  const there = (await guest.migrate(cluster.destination, { live: true, persistent: true })).guest;
  expect(await cluster.source.domains()).toMatchObject([{ name: 'web1', state: 'shutoff', reason: 'migrated' }]);
  const back = await there?.migrate(cluster.source, { live: true, undefinesource: true });
  expect(back).toHaveMigrated();
  expect(await cluster.source.domains()).toMatchObject([{ name: 'web1', state: 'running', persistent: true }]);
  expect(await cluster.destination.domains()).toEqual([]);
});

test('two guests at once in opposite directions, and several in one', async () => {
  await using cluster = await startCluster({ libvirt: '9.0.0', hosts: hooks });
  const workload = "pattern='random' rate='1000' workingSet='2' fill='4' seed='1'";
  const here = await Promise.all(['a1', 'a2', 'a3'].map((name) => cluster.source.create(guestXml({ name, workload }))));
  const there = await Promise.all(['b1', 'b2'].map((name) => cluster.destination.create(guestXml({ name, workload }))));
  const results = await Promise.all([
    ...here.map((guest) => guest.migrate(cluster.destination, { live: true })),
    ...there.map((guest) => guest.migrate(cluster.source, { live: true })),
  ]);
  expect(results.map(({ outcome, error }) => error?.message ?? outcome)).toEqual(Array(5).fill('migrated'));
  expect((await cluster.source.domains()).map(({ name }) => name).sort()).toEqual(['b1', 'b2']);
  expect((await cluster.destination.domains()).map(({ name }) => name).sort()).toEqual(['a1', 'a2', 'a3']);
});

test('hosts can be processes of their own', async () => {
  await using cluster = await startCluster({ libvirt: '0.8.2', processes: true, hosts: hooks });
  const guest = await cluster.source.create(example('web-ok'));
  const result = await guest.migrate(cluster.destination, { live: true, p2p: true });
  expect(result).toHaveMigrated();
  expect(result).toFollowTheScore();
});

test('guests may be processes of their own, which end with their host', async () => {
  await using cluster = await startCluster({ libvirt: '9.0.0', processes: true, guests: 'process', hosts: hooks });
  const guest = await cluster.source.create(guestXml());
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result).toHaveMigrated();
  expect(result).toFollowTheScore();
  expect(await result.guest?.state()).toEqual({ state: 'running', reason: 'migrated' });
  await cluster.destination.kill();
  await cluster.destination.start();
  expect(await cluster.destination.domains()).toEqual([]);
});

test('guests cannot be processes inside this one', async () => {
  await expect(startCluster({ guests: 'process', hosts: hooks })).rejects.toThrow('add processes: true');
});
