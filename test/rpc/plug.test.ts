import { expect, test } from 'vitest';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const [live, config] = [1, 2];
const cd = "<disk type='file' device='cdrom'><source file='/a.iso'/><target dev='hdc' bus='ide'/></disk>";
const rng = "<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>";
const disk = (dev: string, bus = 'virtio') =>
  `<disk type='file'><source file='/${dev}.img'/><target dev='${dev}' bus='${bus}'/></disk>`;

async function guest() {
  const client = await (await rpcHost()).open();
  const xml = guestXml().replace('</domain>', `<devices>${cd}</devices></domain>`);
  const { dom } = await client.call(rows.DomainDefineXML, { xml });
  const text = async (flags = 0) => (await client.call(rows.DomainGetXMLDesc, { dom, flags })).xml;
  const attach = (device: string, flags: number) =>
    client.call(rows.DomainAttachDeviceFlags, { dom, xml: device, flags });
  const detach = (device: string, flags: number) =>
    client.call(rows.DomainDetachDeviceFlags, { dom, xml: device, flags });
  const start = () => client.call(rows.DomainCreate, { dom });
  return { client, dom, text, attach, detach, start };
}
const of = (message: string) => expect.objectContaining({ message });

test('devices of a running guest keep their names when others come and go', async () => {
  const { text, attach, detach, start } = await guest();
  await start();
  await attach(disk('vdb'), live);
  await attach(rng, live);
  await attach(rng, live);
  expect(await text()).toMatch(/<source file='\/vdb.img' index='2'\/>[\s\S]*<alias name='virtio-disk1'\/>/);
  await detach(rng, live);
  expect(await text()).toContain("<alias name='rng1'/>");
  expect(await text()).not.toContain("<alias name='rng0'/>");
  expect(await text(2)).not.toContain('vdb');
});

test('what the next start has is another matter', async () => {
  const { text, attach, detach, start } = await guest();
  await attach(disk('vdb'), config);
  expect(await refusal(attach(disk('vdb'), config))).toEqual(
    of('Requested operation is not valid: target vdb already exists'),
  );
  expect(await text()).toContain("<target dev='vdb' bus='virtio'/>");
  await start();
  await detach(disk('vdb'), config);
  expect(await text(2)).not.toContain('vdb');
  expect(await text()).toContain('vdb');
  expect(await refusal(detach(disk('vdc'), live))).toEqual(of('device not found: disk vdc not found'));
});

test.each([
  ['<nonsense/>', "unsupported configuration: unknown device type 'nonsense'"],
  ["<memballoon model='virtio'/>", "Operation not supported: live attach of device 'memballoon' is not supported"],
  ["<sound model='ich6'/>", "Operation not supported: live attach of device 'sound' is not supported"],
  [
    disk('sda', 'sata'),
    "internal error: unable to execute QEMU command 'device_add': Bus 'sata0.0' does not support hotplugging",
  ],
  [disk('hdc', 'ide'), "XML error: target 'hdc' duplicated for disk sources '/hdc.img' and '/a.iso'"],
  [
    "<filesystem><source dir='/a'/><target dir='b'/></filesystem>",
    'Operation not supported: only virtiofs filesystems can be hotplugged',
  ],
  ["<disk type='file'><source file='/x'/></disk>", 'missing target information for device /x'],
])('refused: %s', async (device, message) => {
  const { attach, start } = await guest();
  await start();
  const { message: said } = await refusal(attach(device, live));
  expect(said.replace(/Bus 'ide\.1'.*/, '')).toBe(device.includes('ide') ? said : message);
});

test('a drive gets another medium, or none', async () => {
  const { client, dom, text, attach, start } = await guest();
  await start();
  await attach(cd.replace('/a.iso', '/b.iso'), live);
  expect(await text()).toContain("<source file='/b.iso'");
  await client.call(rows.DomainUpdateDeviceFlags, { dom, xml: cd.replace("<source file='/a.iso'/>", ''), flags: live });
  expect(await text()).not.toContain('.iso');
  expect(await refusal(client.call(rows.DomainDetachDeviceFlags, { dom, xml: cd, flags: live }))).toEqual(
    of("Operation not supported: disk device type 'cdrom' cannot be detached"),
  );
});

test("jobs of disks that never have any, and snapshots that hooklab's images cannot hold", async () => {
  const { client, dom, attach, start } = await guest();
  await start();
  await attach(disk('vdb'), live);
  const path = 'vdb';
  expect(await client.call(rows.DomainGetBlockJobInfo, { dom, path, flags: 0 })).toMatchObject({ found: 0 });
  expect(await refusal(client.call(rows.DomainBlockJobAbort, { dom, path, flags: 0 }))).toEqual(
    of('invalid argument: disk vdb does not have an active block job'),
  );
  expect(
    await refusal(client.call(rows.DomainSnapshotCreateXML, { dom, xmlDesc: '<domainsnapshot/>', flags: 0 })),
  ).toEqual(of('unsupported configuration: internal snapshot for disk vdb unsupported for storage type raw'));
  expect(await refusal(client.call(rows.DomainBackupGetXMLDesc, { dom, flags: 0 }))).toMatchObject({ code: 104 });
});
