import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import { conductBetween } from '../../src/conductor/index.ts';
import type { HostClient } from '../../src/host/client.ts';
import { connectToLibvirt } from '../../src/rpc/index.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { twoHosts } from './migrating.ts';

let hosts: Awaited<ReturnType<typeof twoHosts>>;
let a: HostClient;
let b: HostClient;

const connected = async (name: string): Promise<HostClient> => {
  const client = await connectToLibvirt({ url: hosts.uri(name), clock: systemClock });
  if (!client) throw new Error('no URI');
  return client;
};
beforeEach(async () => {
  hosts = await twoHosts();
  [a, b] = [await connected('hosta'), await connected('hostb')];
});
afterEach(() => hosts.close());

test("virsh's main verbs, asked of a daemon in its own protocol", async () => {
  const driver = 'qemu';
  const { uuid } = await a.call('DomainDefineXML', { driver, xml: guestXml({ name: 'g' }) });
  expect(await a.call('DomainCreateWithFlags', { driver, uuid, paused: true })).toMatchObject({ name: 'g', id: 1 });
  expect(await a.call('DomainGetState', { driver, uuid })).toEqual({ state: 'paused', reason: 'user' });
  await a.call('DomainResume', { driver, uuid });
  await a.call('DomainSetAutostart', { driver, uuid, autostart: true });
  const listed = { name: 'g', uuid, id: 1, state: 'running', reason: 'unpaused', persistent: true, autostart: true };
  expect((await a.call('ConnectListAllDomains', {})).domains).toEqual([{ driver, ...listed }]);
  expect((await a.call('ConnectListAllDomains', { driver: 'lxc' })).domains).toEqual([]);
  expect(await a.call('DomainGetInfo', { driver, uuid })).toMatchObject({ ...listed, osType: 'hvm', cpus: 1 });
  for (const key of ['g', '1', uuid])
    expect(await a.call('DomainLookup', { driver, key })).toEqual({ driver, name: 'g', uuid, id: 1 });
  expect((await a.call('DomainGetXMLDesc', { driver, uuid, inactive: true })).xml).toContain('<name>g</name>');
  await a.call('DomainDestroy', { driver, uuid });
  await a.call('DomainUndefineFlags', { driver, uuid });
  expect(await refusal(a.call('DomainLookup', { driver, key: 'g' }))).toMatchObject({ code: 42 });
});

test.each(['direct', 'p2p'] as const)('a migration between two daemons (%s)', async (way) => {
  const domain = await a.call('DomainCreateXML', { driver: 'qemu', xml: guestXml({ name: 'g' }) });
  if (way === 'direct') await conductBetween(a, b, { domain, flags: ['live'] });
  else
    await a.call('DomainMigratePerform3Params', {
      ...{ driver: 'qemu', uuid: domain.uuid, flags: ['live', 'p2p'], cookie: '', uri: '' },
      dconnuri: hosts.uri('hostb'),
    });
  expect((await a.call('ConnectListAllDomains', {})).domains).toEqual([]);
  expect((await b.call('ConnectListAllDomains', {})).domains).toMatchObject([{ name: 'g', reason: 'migrated' }]);
});

test('the others are left to virsh, which is what to type', async () => {
  expect((await refusal(a.call('NodeGetInfo', {}))).message).toBe(
    `this function is not supported by the connection driver: virNodeGetInfo: of a daemon of libvirt hooklab asks the main verbs only; type virsh -c '${hosts.uri('hosta')}' for the others`,
  );
});
