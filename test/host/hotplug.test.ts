import { expect, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import type { HostHandle } from '../../src/testing/handles.ts';
import { guestXml } from '../guest-xml.ts';
import { type RecordingHooks, recordingHooks } from './recording-hooks.ts';

const uuid = '99999999-9999-4999-8999-999999999999';
const netXml = `<network><name>lab</name><uuid>${uuid}</uuid><bridge name='labbr0'/></network>`;
const mac = '52:54:00:11:11:11';
const card = (more = '') =>
  `<interface type='network'><mac address='${mac}'/><source network='lab'/><model type='virtio'/>${more}</interface>`;

/** A running guest on a host with an active network; hooks keep what they read. */
async function running(hooks: RecordingHooks) {
  const cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: { hooks: hooks.directory } } });
  const { call } = cluster.source.client();
  await call('NetworkDefineXML', { xml: netXml });
  await call('NetworkCreate', { uuid });
  const domain = await call('DomainCreateXML', { driver: 'qemu', xml: guestXml() });
  const who = { driver: 'qemu', uuid: domain.uuid } as const;
  const xml = async () => (await call('DomainGetXMLDesc', who)).xml;
  const networkHooks = async () => {
    await cluster.journal.refresh();
    return cluster.journal
      .hooks()
      .filter(({ driver }) => driver === 'network')
      .map(({ operation }) => operation)
      .slice(2);
  };
  return { cluster, call, who, xml, networkHooks };
}

const refused = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: Error) => error.message,
  );
const noticesOf = async (host: HostHandle) => {
  const { entries } = await host.client().call('HooklabJournal', { since: 0 });
  return entries.flatMap(({ notice }) => (notice ? [notice] : []));
};

test("a card that is plugged in gets its port with the network's hook, and gives it back when it goes", async () => {
  const hooks = recordingHooks();
  const { cluster, call, who, xml, networkHooks } = await running(hooks);
  await using _ = cluster;
  await call('DomainAttachDeviceFlags', { ...who, xml: card(), live: true });
  expect(hooks.stdin('network', 'port-created')).toContain(`<mac address='${mac}'/>\n    <plug type='network'`);
  expect(await xml()).toMatch(/<source network='lab' portid='[^']+' bridge='labbr0'\/>\n {6}<target dev='vnet0'\/>/);
  expect(await xml()).toContain("<alias name='net0'/>");
  await call('DomainDetachDeviceFlags', { ...who, xml: card(), live: true });
  expect(await xml()).not.toContain('<interface');
  expect(await networkHooks()).toEqual(['port-created', 'port-deleted']);
  expect(await noticesOf(cluster.source)).toEqual([
    { event: 'device-added', alias: 'net0' },
    { event: 'device-removed', alias: 'net0' },
  ]);
});

test("the network's hook may refuse it: the guest goes on without", async () => {
  const hooks = recordingHooks();
  const { cluster, call, who, xml } = await running(hooks);
  await using _ = cluster;
  hooks.fail('network', 'port-created');
  const attach = () => call('DomainAttachDeviceFlags', { ...who, xml: card(), live: true });
  expect(await refused(attach())).toMatch(/^Hook script execution failed: .*network lab port-created begin -/);
  expect(await xml()).not.toContain('<interface');
  hooks.fail('network', 'port-created', false);
  await attach();
  expect(await xml()).toContain("<target dev='vnet0'/>");
});

test('a change of a card takes a port anew before it gives the old one back', async () => {
  const { cluster, call, who, xml, networkHooks } = await running(recordingHooks());
  await using _ = cluster;
  await call('DomainAttachDeviceFlags', { ...who, xml: card(), live: true });
  await call('DomainUpdateDeviceFlags', { ...who, xml: card("<link state='down'/>"), live: true });
  expect(await networkHooks()).toEqual(['port-created', 'port-created', 'port-deleted']);
  expect(await xml()).toContain("<link state='down'/>");
  const elsewhere = card().replace("network='lab'", "network='other'");
  expect(await refused(call('DomainUpdateDeviceFlags', { ...who, xml: elsewhere, live: true }))).toBe(
    "Network not found: no network with matching name 'other'",
  );
  const other = card().replace('virtio', 'e1000');
  expect(await refused(call('DomainUpdateDeviceFlags', { ...who, xml: other, live: true }))).toBe(
    'Operation not supported: cannot modify network device model from virtio to e1000',
  );
});

test('a transient guest has no configuration to change', async () => {
  const { cluster, call, who } = await running(recordingHooks());
  await using _ = cluster;
  expect(await refused(call('DomainAttachDeviceFlags', { ...who, xml: card(), config: true }))).toBe(
    'Requested operation is not valid: transient domains do not have any persistent config',
  );
});
