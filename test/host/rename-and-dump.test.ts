import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import { guestXml } from '../guest-xml.ts';
import { recordingHooks } from './recording-hooks.ts';

async function oneHost() {
  const hooks = recordingHooks(['qemu']);
  const cluster = await startCluster({ libvirt: '9.0.0', hosts: { alone: { hooks: hooks.directory } } });
  onTestFinished(() => cluster[Symbol.asyncDispose]());
  return cluster;
}
type Cluster = Awaited<ReturnType<typeof oneHost>>;

async function events({ journal }: Cluster): Promise<readonly string[]> {
  await journal.refresh();
  return journal.states().flatMap(({ event, domain }) => (event ? [`${domain} ${event.type} ${event.detail}`] : []));
}

async function calls({ journal }: Cluster): Promise<readonly string[]> {
  await journal.refresh();
  return journal.hooks().flatMap(({ driver, argv }) => (driver === 'qemu' ? [argv.slice(1, 3).join(' ')] : []));
}

function fileName(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hooklab-dump-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, 'core');
}

test('a domain that is off gets another name: no hook, two events, and it starts by that name', async () => {
  const cluster = await oneHost();
  const { uuid } = await cluster.alone.define(guestXml());
  const { call } = cluster.alone.client();
  await call('DomainRename', { driver: 'qemu', uuid, newName: 'web2' });
  expect(await calls(cluster)).toEqual([]);
  expect(await events(cluster)).toEqual(['web1 Defined Added', 'web1 Undefined Renamed', 'web2 Defined Renamed']);
  await call('DomainCreateWithFlags', { driver: 'qemu', uuid });
  expect(await calls(cluster)).toEqual(['web2 prepare', 'web2 start', 'web2 started']);
});

test('one that runs, or would take a name that is taken, keeps its own', async () => {
  const cluster = await oneHost();
  const { call } = cluster.alone.client();
  const { uuid } = await cluster.alone.define(guestXml());
  await cluster.alone.define(guestXml({ name: 'web2' }));
  const rename = (newName: string) => call('DomainRename', { driver: 'qemu', uuid, newName });
  await expect(rename('web2')).rejects.toThrow("domain with name 'web2' already exists");
  await expect(rename('web1')).rejects.toThrow("Can't rename domain to itself");
  await call('DomainCreateWithFlags', { driver: 'qemu', uuid });
  await expect(rename('web3')).rejects.toThrow('Requested operation is not valid: cannot rename active domain');
});

test('a dump stands the guest still and lets it go on; no hook runs', async () => {
  const cluster = await oneHost();
  const guest = await cluster.alone.create(guestXml());
  const path = fileName();
  const before = (await calls(cluster)).length;
  await cluster.alone.client().call('DomainCoreDump', { driver: 'qemu', uuid: guest.uuid, path });
  expect(statSync(path).size).toBeGreaterThan(0);
  expect(await calls(cluster)).toHaveLength(before);
  expect((await events(cluster)).slice(-2)).toEqual(['web1 Suspended Paused', 'web1 Resumed Unpaused']);
  expect(await guest.state()).toEqual({ state: 'running', reason: 'unpaused' });
});

test('with --crash it is off afterwards, its hooks were called, and it counts as crashed', async () => {
  const cluster = await oneHost();
  const { uuid } = await cluster.alone.define(guestXml());
  const { call } = cluster.alone.client();
  await call('DomainCreateWithFlags', { driver: 'qemu', uuid });
  await call('DomainCoreDump', { driver: 'qemu', uuid, path: fileName(), crash: true });
  expect((await calls(cluster)).slice(-2)).toEqual(['web1 stopped', 'web1 release']);
  expect((await events(cluster)).slice(-1)).toEqual(['web1 Stopped Crashed']);
  expect(await call('DomainGetState', { driver: 'qemu', uuid })).toEqual({ state: 'shutoff', reason: 'crashed' });
});
