import { describe, expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';
import { type Answers, fakeHost, g, refusing, runningG } from './fake-host.ts';

/** Verbs of virsh's that ask, by what they print; texts and tables are those of virsh 9.0 on its own test driver. */

const guestXml = `<domain type='qemu' id='1'>
  <name>g</name>
  <devices>
    <disk type='file' device='disk'>
      <source file='/var/g.img' index='1'/>
      <target dev='vda' bus='virtio'/>
    </disk>
    <disk type='file' device='cdrom'>
      <target dev='sda' bus='sata'/>
    </disk>
    <interface type='bridge'>
      <mac address='52:54:00:11:11:11'/>
      <source network='default' bridge='virbr0'/>
      <target dev='vnet0'/>
      <model type='virtio'/>
    </interface>
  </devices>
</domain>
`;
const info = {
  ...{ ...runningG, state: 'running', reason: 'booted', persistent: true, autostart: false, osType: 'hvm', cpus: 2 },
  ...{ maxMemoryKib: 65536, usedMemoryKib: 65536, cpuTimeNs: 0, managedSave: true, ticks: 0, securityModel: 'none' },
};
const usual: Answers = {
  DomainGetXMLDesc: () => ({ xml: guestXml }),
  DomainGetInfo: () => info,
  DomainGetStats: () => ({
    disks: [{ target: 'vda', source: '/var/g.img' }],
    interfaces: [{ name: 'vnet0', mac: '52:54:00:11:11:11' }],
  }),
  ConnectListAllDomains: ({ managedSave }) => ({
    domains: managedSave ? [{ ...info, ...g }] : [info, { ...info, ...g }],
  }),
  DomainGetMetadata: () => ({ metadata: 'A guest' }),
};
const hostWith = (answers: Answers = {}) => fakeHost({ domains: [runningG], answers: { ...usual, ...answers } });
const run = async (text: string, host = hostWith()) =>
  commandLine({ hosts: { 'ws://a': host } }).run(...text.split(' '));

test.each([
  ['domblklist g', ' Target   Source\n----------------------\n vda      /var/g.img\n sda      -\n\n'],
  [
    'domblklist g --details',
    ' Type   Device   Target   Source\n--------------------------------------\n' +
      ' file   disk     vda      /var/g.img\n file   cdrom    sda      -\n\n',
  ],
  [
    'domiflist g',
    ' Interface   Type     Source    Model    MAC\n------------------------------------------------------------\n' +
      ' vnet0       bridge   default   virtio   52:54:00:11:11:11\n\n',
  ],
  ['domstats --state g', "Domain: 'g'\n  state.state=1\n  state.reason=1\n\n"],
  ['domstats --state --list-shutoff', '\n'],
  [
    'domstats g',
    "Domain: 'g'\n  state.state=1\n  state.reason=1\n  balloon.current=65536\n  balloon.maximum=65536\n" +
      '  vcpu.current=2\n  vcpu.maximum=2\n  net.count=1\n  net.0.name=vnet0\n' +
      '  block.count=1\n  block.0.name=vda\n  block.0.path=/var/g.img\n\n',
  ],
  ['desc g', 'A guest\n'],
  ['managedsave-remove g', "Removed managedsave image for domain 'g'\n"],
])('%s', async (text, out) => {
  expect(await run(text)).toEqual({ exit: 0, out, err: '' });
});

test('figures of several guests stand apart', async () => {
  expect((await run('domstats --vcpu')).out).toBe(
    "Domain: 'g'\n  vcpu.current=2\n  vcpu.maximum=2\n\nDomain: 'g'\n  vcpu.current=2\n  vcpu.maximum=2\n\n",
  );
});

describe('what there is nothing of', () => {
  test('a guest without a description', async () => {
    const host = hostWith({
      DomainGetMetadata: refusing('no domain metadata', 'Requested metadata element is not present'),
    });
    expect((await run('desc g', host)).out).toBe('No description for domain: g\n');
    expect(
      (await run('desc g --title', hostWith({ DomainGetMetadata: refusing('no domain metadata', 'x') }))).out,
    ).toBe('No title for domain: g\n');
  });

  test('a managed image', async () => {
    const host = hostWith({ DomainGetInfo: () => ({ ...info, managedSave: false }) });
    expect((await run('managedsave-remove g', host)).out).toBe(
      "Domain 'g' has no manage save image; removal skipped\n",
    );
    expect(host.names()).not.toContain('DomainManagedSaveRemove');
  });

  test("QEMU's command line", async () => {
    expect(await run('domxml-to-native qemu-argv --domain g')).toEqual({
      exit: 1,
      out: '\n',
      err: 'error: this function is not supported by the connection driver: virConnectDomainXMLToNative\n',
    });
  });
});

test('desc sets the words that are left', async () => {
  const host = hostWith();
  expect((await run('desc g --title --config A new name', host)).out).toBe('Domain title updated successfully\n');
  expect(host.calls.at(-1)).toEqual([
    'DomainSetMetadata',
    { driver: 'qemu', uuid: g.uuid, type: 'title', metadata: 'A new name', config: true },
  ]);
});

test('list shows titles, and who has a managed image', async () => {
  expect((await run('list --title')).out).toBe(
    ' Id   Name   State     Title\n--------------------------------\n 1    g      running   A guest\n\n',
  );
  const off = { ...info, ...g, state: 'shutoff', reason: 'saved' };
  const host = hostWith({ ConnectListAllDomains: () => ({ domains: [off] }) });
  expect((await run('list --all --managed-save', host)).out).toContain(' -    g      saved\n');
  expect(
    (await run('list --all --without-managed-save', hostWith({ ConnectListAllDomains: () => ({ domains: [off] }) })))
      .out,
  ).not.toContain(' g ');
  expect((await run('list --all --with-snapshot')).out).toBe(' Id   Name   State\n--------------------\n\n');
});

test('start --force-boot drops the managed image', async () => {
  const host = fakeHost();
  await run('start g --force-boot', host);
  expect(host.calls.at(-1)?.[1]).toMatchObject({ forceBoot: true });
});

test('capabilities name the machine and the kind of guest', async () => {
  const node = {
    ...{ model: 'x86_64', memoryKib: 1, cpus: 2, mhz: 1, nodes: 1 },
    ...{ sockets: 1, cores: 2, threads: 1 },
  };
  const { out } = await run('-c lxc:/// capabilities', hostWith({ NodeGetInfo: () => node }));
  expect(out).toMatch(/^<capabilities>\n\n {2}<host>\n/);
  expect(out).toContain('<os_type>exe</os_type>');
  expect(out).toContain("<topology sockets='1' dies='1' cores='2' threads='1'/>");
});
