import { readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import '../../src/testing/vitest.ts';
import type { ClusterJournal } from '../../src/testing/cluster-journal.ts';
import type { HostHandle } from '../../src/testing/handles.ts';
import { blockAt } from '../blocking-hooks.ts';
import { type RecordingHooks, recordingHooks } from './recording-hooks.ts';

const recorded = (name: string) => readFileSync(`test/fixtures/${name}.xml`, 'utf8');
/** As the recorder of the fixtures did with what is random. */
const normal = (text: string) =>
  text.replace(/(<networkport>\s*<uuid>|portid=')[0-9a-f-]{36}/g, '$177777777-7777-4777-8777-777777777777');

const uuid = '99999999-9999-4999-8999-999999999999';
const netXml = `<network><name>labnet</name><uuid>${uuid}</uuid>
  <mac address='52:54:00:99:99:99'/><bridge delay='0' stp='off' name='labbr0'/></network>`;
const guestXml = recorded('xml/card/defined');

async function startNetwork({ client }: HostHandle, xml = netXml): Promise<void> {
  const network = await client().call('NetworkDefineXML', { xml });
  await client().call('NetworkCreate', { uuid: network.uuid });
}

/** A host with hooks, its network active and a guest on it. */
async function hostWithGuest(hooks: RecordingHooks, libvirt = '9.0.0') {
  const cluster = await startCluster({ libvirt, hosts: { source: { hooks: hooks.directory } } });
  await startNetwork(cluster.source);
  return { cluster, defined: await cluster.source.define(guestXml) };
}

/** `network labnet start begin -`, with `!` where it failed. */
const callsIn = (journal: ClusterJournal) =>
  journal
    .hooks()
    .filter(({ driver }) => driver !== 'daemon')
    .map(({ driver, argv, effect }) => `${effect === 'continue' ? '' : '!'}${driver} ${argv.slice(1).join(' ')}`);

test("a network's life: its hooks, what they read, and the taint that is told once", async () => {
  const hooks = recordingHooks();
  await using cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: { hooks: hooks.directory } } });
  const { call } = cluster.source.client();
  await startNetwork(cluster.source);
  expect(hooks.stdin('network', 'start')).toBe(recorded('network/start'));
  expect(hooks.stdin('network', 'started')).toBe(recorded('network/start'));
  await call('NetworkUpdate', {
    uuid,
    command: 'add-last',
    section: 'portgroup',
    xml: "<portgroup name='x'/>",
    live: true,
  });
  expect(hooks.stdin('network', 'updated')).toBe(recorded('network/updated'));
  await call('NetworkDestroy', { uuid });
  expect(hooks.stdin('network', 'stopped')).toBe(recorded('network/updated'));
  await call('NetworkCreate', { uuid });
  expect(hooks.stdin('network', 'start')).toBe(recorded('network/start'));
  await cluster.journal.refresh();
  expect(callsIn(cluster.journal)).toEqual([
    'network labnet start begin -',
    'network labnet started begin -',
    'network labnet updated begin -',
    'network labnet stopped end -',
    'network labnet start begin -',
    'network labnet started begin -',
  ]);
  const warnings = cluster.journal.log().filter(({ level }) => level === 'warning');
  expect(warnings.map(({ text }) => text)).toEqual([
    `networkNetworkObjTaint:4695 : Network name='labnet' uuid=${uuid} is tainted: hook-script`,
  ]);
});

test("a guest's card: ports come between prepare and start, and go between stopped and release", async () => {
  const hooks = recordingHooks();
  const { cluster, defined } = await hostWithGuest(hooks);
  await using _ = cluster;
  const guest = await defined.start();
  expect(normal(hooks.stdin('network', 'port-created'))).toBe(recorded('network/port-created'));
  for (const operation of ['prepare', 'start', 'started'])
    expect(normal(hooks.stdin('qemu', operation))).toBe(recorded(`xml/card/${operation}`));
  expect(normal(await guest.xml())).toBe(recorded('xml/card/started'));
  expect(await guest.xml({ inactive: true })).not.toMatch(/portid|vnet|labbr0/);
  const { xml } = await cluster.source.client().call('NetworkGetXMLDesc', { uuid });
  expect(xml).toMatch(/^<network connections='1'>/);
  await guest.destroy();
  expect(normal(hooks.stdin('network', 'port-deleted'))).toBe(recorded('network/port-deleted'));
  for (const operation of ['stopped', 'release'])
    expect(hooks.stdin('qemu', operation)).toBe(recorded(`xml/card/${operation}`));
  expect(callsIn(cluster.journal).slice(2)).toEqual([
    'qemu g prepare begin -',
    'network labnet port-created begin -',
    'qemu g start begin -',
    'qemu g started begin -',
    'qemu g stopped end -',
    'network labnet port-deleted begin -',
    'qemu g release end -',
  ]);
});

test('a migration creates the port at the destination and gives it back at the source', async () => {
  const hooks = { source: recordingHooks(), destination: recordingHooks() };
  await using cluster = await startCluster({
    libvirt: '9.0.0',
    hosts: { source: { hooks: hooks.source.directory }, destination: { hooks: hooks.destination.directory } },
  });
  for (const host of [cluster.source, cluster.destination]) await startNetwork(host);
  const guest = await (await cluster.source.define(guestXml)).start();
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result).toHaveMigrated();
  expect(result).toFollowTheScore();
  const calls = cluster.journal.hooks().filter(({ driver }) => driver !== 'daemon');
  const at = (host: string) => calls.filter((call) => call.host === host).map(({ operation }) => operation);
  expect(at('destination').slice(2)).toEqual(['migrate', 'prepare', 'port-created', 'start', 'started']);
  expect(at('source').slice(-3)).toEqual(['stopped', 'port-deleted', 'release']);
  expect(normal(hooks.destination.stdin('qemu', 'migrate'))).toBe(recorded('xml/card/migrate'));
  expect(normal(hooks.destination.stdin('qemu', 'prepare'))).toBe(recorded('xml/card/prepare-incoming'));
  expect(normal(hooks.destination.stdin('qemu', 'started'))).toBe(recorded('xml/card/started'));
});

test("the destination's network is missing: the migration is refused in libvirt's words, and undone there", async () => {
  const hooks = recordingHooks();
  await using cluster = await startCluster({
    libvirt: '9.0.0',
    hosts: { source: {}, destination: { hooks: hooks.directory } },
  });
  await startNetwork(cluster.source);
  const guest = await cluster.source.create(guestXml);
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result.error).toMatchObject({
    code: 43,
    message: "Network not found: no network with matching name 'labnet'",
  });
  expect(result).toFollowTheScore();
  expect(callsIn(cluster.journal)).toEqual([
    'qemu g migrate begin -',
    'qemu g prepare begin -',
    'qemu g stopped end -',
    'qemu g release end -',
  ]);
});

test("the destination's port-created hook refuses: the migration aborts, and the audit knows which hook it was", async () => {
  const hooks = recordingHooks();
  hooks.fail('network', 'port-created');
  await using cluster = await startCluster({
    libvirt: '9.0.0',
    hosts: { source: {}, destination: { hooks: hooks.directory } },
  });
  for (const host of [cluster.source, cluster.destination]) await startNetwork(host);
  const guest = await cluster.source.create(guestXml);
  const result = await guest.migrate(cluster.destination, { live: true });
  expect(result.error?.message).toMatch(/labnet port-created begin -\) unexpected exit status 1: network says no/);
  expect(result).toFollowTheScore();
  expect(result.audit.refused.map(({ driver, operation }) => [driver, operation])).toEqual([
    ['network', 'port-created'],
  ]);
  expect(callsIn(cluster.journal).slice(2)).toEqual([
    'qemu g migrate begin -',
    'qemu g prepare begin -',
    '!network labnet port-created begin -',
    'qemu g stopped end -',
    'qemu g release end -',
  ]);
});

test('port-created fails: the start fails with its text, and port-deleted is not called', async () => {
  const hooks = recordingHooks();
  const { cluster, defined } = await hostWithGuest(hooks);
  await using _ = cluster;
  hooks.fail('network', 'port-created');
  await expect(defined.start()).rejects.toThrow(
    /^Hook script execution failed: internal error: Child process \(.*\/hooks\/network labnet port-created begin -\) unexpected exit status 1: network says no\n$/,
  );
  expect(callsIn(cluster.journal).slice(2)).toEqual([
    'qemu g prepare begin -',
    '!network labnet port-created begin -',
    'qemu g stopped end -',
    'qemu g release end -',
  ]);
  expect(hooks.stdin('qemu', 'stopped')).toBe(recorded('xml/card/stopped-at-start'));
  expect(await defined.state()).toEqual({ state: 'shutoff', reason: 'failed' });
  hooks.fail('network', 'port-created', false);
  await defined.start();
  expect(hooks.stdin('network', 'port-created')).toMatch(/<network connections='1'>/);
});

test('with two cards, the port that was created before the failing one is given back', async () => {
  const hooks = recordingHooks();
  await using cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: { hooks: hooks.directory } } });
  await startNetwork(cluster.source);
  await startNetwork(cluster.source, '<network><name>other</name></network>');
  const twice = guestXml.replace(
    '</devices>',
    "<interface type='network'><source network='nowhere'/></interface></devices>",
  );
  const defined = await cluster.source.define(twice);
  await expect(defined.start()).rejects.toThrow("Network not found: no network with matching name 'nowhere'");
  expect(callsIn(cluster.journal).slice(4)).toEqual([
    'qemu g prepare begin -',
    'network labnet port-created begin -',
    'qemu g stopped end -',
    'network labnet port-deleted begin -',
    'qemu g release end -',
  ]);
});

test('failing port-deleted and stopped hooks are ignored', async () => {
  const hooks = recordingHooks();
  const { cluster, defined } = await hostWithGuest(hooks);
  await using _ = cluster;
  const guest = await defined.start();
  hooks.fail('network', 'port-deleted');
  hooks.fail('network', 'stopped');
  await guest.destroy();
  await cluster.source.client().call('NetworkDestroy', { uuid });
  await cluster.journal.refresh();
  expect(callsIn(cluster.journal).slice(-4)).toEqual([
    'qemu g stopped end -',
    '!network labnet port-deleted begin -',
    'qemu g release end -',
    '!network labnet stopped end -',
  ]);
  const { networks } = await cluster.source.client().call('ConnectListAllNetworks', {});
  expect(networks).toMatchObject([{ name: 'labnet', active: false, persistent: true }]);
});

test.each(['start', 'started'])(
  "a failing %s hook leaves the network inactive, without a 'stopped'",
  async (operation) => {
    const hooks = recordingHooks();
    hooks.fail('network', operation);
    await using cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: { hooks: hooks.directory } } });
    await expect(startNetwork(cluster.source)).rejects.toThrow(/network says no/);
    const defined = await cluster.source.define(guestXml);
    await expect(defined.start()).rejects.toThrow("Requested operation is not valid: network 'labnet' is not active");
    const calls = callsIn(cluster.journal);
    expect(calls.filter((call) => call.includes('network'))).toEqual(
      operation === 'start'
        ? ['!network labnet start begin -']
        : ['network labnet start begin -', '!network labnet started begin -'],
    );
    expect(calls.slice(-3)).toEqual(['qemu g prepare begin -', 'qemu g stopped end -', 'qemu g release end -']);
    await expect(cluster.source.client().call('NetworkDestroy', { uuid })).rejects.toThrow(
      "network 'labnet' is not active",
    );
  },
);

test('an update is in effect, and in order, though its hook fails', async () => {
  const hooks = recordingHooks();
  hooks.fail('network', 'updated');
  await using cluster = await startCluster({ libvirt: '9.0.0', hosts: { source: { hooks: hooks.directory } } });
  const { call } = cluster.source.client();
  await startNetwork(cluster.source);
  const change = { uuid, command: 'add-last', section: 'portgroup', xml: "<portgroup name='x'/>" } as const;
  await call('NetworkUpdate', { ...change, live: true, config: true });
  for (const inactive of [true, false])
    expect((await call('NetworkGetXMLDesc', { uuid, inactive })).xml).toContain("<portgroup name='x'>");
});

test('a new daemon finds its networks active, calls port-created again, and starts those marked for it', async () => {
  const hooks = recordingHooks();
  const { cluster, defined } = await hostWithGuest(hooks);
  await using _ = cluster;
  const { source, journal } = cluster;
  const marked = await source.client().call('NetworkDefineXML', { xml: '<network><name>auto</name></network>' });
  await source.client().call('NetworkSetAutostart', { uuid: marked.uuid, autostart: true });
  await source.client().call('NetworkCreateXML', { xml: '<network><name>passing</name></network>' });
  await defined.start();
  const before = callsIn(journal).length;
  await source.kill();
  await source.start();
  const { networks } = await source.client().call('ConnectListAllNetworks', {});
  expect(networks.map(({ name, active, persistent }) => ({ name, active, persistent }))).toEqual([
    { name: 'labnet', active: true, persistent: true },
    { name: 'passing', active: true, persistent: false },
    { name: 'auto', active: true, persistent: true },
  ]);
  // A list waits for the guest that is looked after.
  await source.client().call('ConnectListAllDomains', {});
  await journal.refresh();
  // The guest died with the process of this test's host; one that lives on goes through reconnect instead.
  expect(callsIn(journal).slice(before)).toEqual([
    'network labnet port-created begin -',
    'network auto start begin -',
    'network auto started begin -',
    'qemu g stopped end -',
    'network labnet port-deleted begin -',
    'qemu g release end -',
  ]);
  expect(normal(hooks.stdin('network', 'port-created'))).toBe(recorded('network/port-created'));
});

test('before 5.5.0 the operations are plugged and unplugged, and stdin holds the interface, the network and the guest', async () => {
  const hooks = recordingHooks();
  const { cluster, defined } = await hostWithGuest(hooks, '1.2.9');
  await using _ = cluster;
  const guest = await defined.start();
  const text = hooks.stdin('network', 'plugged');
  expect(text).toMatch(/^<hookData>\n {2}<interface type='network'>\n[\s\S]*<\/domain>\n<\/hookData>$/);
  expect(text.match(/^ {2}<\w+/gm)).toEqual(['  <interface', '  <network', '  <domain']);
  expect(text).toContain("    <source network='labnet' bridge='labbr0'/>\n");
  await guest.destroy();
  expect(callsIn(cluster.journal).filter((call) => call.startsWith('network'))).toEqual([
    'network labnet start begin -',
    'network labnet started begin -',
    'network labnet plugged begin -',
    'network labnet unplugged begin -',
  ]);
});

test('before 1.2.2 a network has no hook, and works all the same', async () => {
  const hooks = recordingHooks();
  const { cluster, defined } = await hostWithGuest(hooks, '1.2.1');
  await using _ = cluster;
  const guest = await defined.start();
  await guest.destroy();
  expect(callsIn(cluster.journal).filter((call) => call.startsWith('network'))).toEqual([]);
});

test('a network is destroyed under a guest: its ports are gone, and nobody is told when the guest ends', async () => {
  const hooks = recordingHooks();
  const { cluster, defined } = await hostWithGuest(hooks);
  await using _ = cluster;
  const guest = await defined.start();
  await cluster.source.client().call('NetworkDestroy', { uuid });
  expect(hooks.stdin('network', 'stopped')).toContain("<network connections='1'>");
  await cluster.source.client().call('NetworkCreate', { uuid });
  await guest.destroy();
  expect(callsIn(cluster.journal).filter((call) => call.includes('port-deleted'))).toEqual([]);
});

test('while a network hook runs, calls about the network wait for it, and are told so', async () => {
  const hooks = blockAt('start', 'network');
  onTestFinished(hooks.remove);
  await using cluster = await startCluster({
    libvirt: '9.0.0',
    hosts: { source: { hooks: hooks.directory } },
    deadlock: { afterSeconds: 0.05, action: 'fail' },
  });
  const { call } = cluster.source.client();
  await call('NetworkDefineXML', { xml: netXml });
  const starting = call('NetworkCreate', { uuid });
  await hooks.reached();
  await expect(call('NetworkGetInfo', { uuid })).rejects.toThrow(
    /NetworkGetInfo for network 'labnet', .* waits for hook script .*\/network \(labnet start\)/,
  );
  hooks.letGo();
  await starting;
  expect(await call('NetworkGetInfo', { uuid })).toMatchObject({ active: true, bridge: 'labbr0' });
});
