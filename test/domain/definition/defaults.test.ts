import { expect, test } from 'vitest';
import { formatDomainXml, withDefaults } from '../../../src/domain/definition/index.ts';
import { defined, fixture, guestXml, parsed } from './fixtures.ts';

const inactive = (xml: string) => formatDomainXml(defined(xml), { kind: 'inactive' });
const pci = (slot: string, bus = '0x00') =>
  `<address type='pci' domain='0x0000' bus='${bus}' slot='${slot}' function='0x0'/>`;

test('defaults are added once: a complete definition stays as it is', () => {
  const guest = defined(fixture('card/defined'));
  expect(withDefaults(guest)).toBe(guest);
  expect(parsed(fixture('card/defined')).complete).toBe(false);
});

test('what libvirt wrote is read back to the same text', () => {
  for (const name of ['plain/inactive', 'card/prepare', 'floppy/migrate']) {
    const text = inactive(fixture(name));
    expect(inactive(text)).toBe(text);
  }
});

test('current memory is all of it where the XML does not say, says too much, or says none', () => {
  const current = (kib: string) => inactive(guestXml(`<currentMemory>${kib}</currentMemory>`));
  expect(current('4096')).toContain("<currentMemory unit='KiB'>4096</currentMemory>");
  expect(current('99999999')).toContain("<currentMemory unit='KiB'>65536</currentMemory>");
  expect(current('0')).toContain("<currentMemory unit='KiB'>65536</currentMemory>");
});

test('a machine gets its full name, and the devices of its family', () => {
  const bare = "<domain type='kvm'><name>a</name><memory>1024</memory><os><type MACHINE>hvm</type></os></domain>";
  const pc = inactive(bare.replace(' MACHINE', ''));
  expect(pc).toContain("<type arch='x86_64' machine='pc-i440fx-7.2'>hvm</type>");
  expect(pc).toContain("<controller type='usb' index='0' model='piix3-uhci'>");
  expect(pc).toContain(`<memballoon model='virtio'>\n      ${pci('0x02')}\n    </memballoon>`);
  const q35 = inactive(bare.replace('MACHINE', "machine='q35'"));
  expect(q35).toContain("machine='pc-q35-7.2'");
  expect(q35).toContain(
    "<controller type='sata' index='0'>\n      <address type='pci' domain='0x0000' bus='0x00' slot='0x1f' function='0x2'/>",
  );
  expect(q35).toContain("<controller type='pci' index='1' model='pcie-root-port'>");
  expect(q35).toContain(`<memballoon model='virtio'>\n      ${pci('0x00', '0x02')}`);
});

test('disks get a bus from their name, an address, and a driver; a CD drive is read-only; they are ordered by name', () => {
  const text = inactive(
    guestXml(
      '',
      "<disk><target dev='vdb'/></disk><disk device='cdrom'><target dev='hdc'/></disk><disk><target dev='vda'/></disk>",
    ),
  );
  const targets = [...text.matchAll(/<target dev='(\w+)' bus='(\w+)'/g)].map(([, dev, bus]) => `${dev} ${bus}`);
  expect(targets).toEqual(['vda virtio', 'vdb virtio', 'hdc ide']);
  expect(text).toContain(
    "    <disk type='file' device='cdrom'>\n      <driver name='qemu' type='raw'/>\n      <target dev='hdc' bus='ide'/>\n" +
      "      <readonly/>\n      <address type='drive' controller='0' bus='1' target='0' unit='0'/>\n    </disk>\n",
  );
  expect(text).toContain("<controller type='ide' index='0'>");
});

test("addresses that the user gave are kept, in libvirt's notation, and not given out again", () => {
  const cards = "<interface type='user'><address type='pci' slot='2' bus='0'/></interface><interface type='user'/>";
  const text = inactive(guestXml('', cards));
  expect(text).toContain("<address type='pci' bus='0x00' slot='0x02'/>");
  expect(text).toContain(pci('0x03'));
});

test('a serial port brings a console along, and a console brings the serial port it is', () => {
  const port = "<target type='isa-serial' port='0'>\n        <model name='isa-serial'/>\n      </target>\n";
  const both =
    `    <serial type='pty'>\n      ${port}    </serial>\n` +
    "    <console type='pty'>\n      <target type='serial' port='0'/>\n    </console>\n";
  expect(inactive(guestXml('', "<serial type='pty'/>"))).toContain(both);
  expect(inactive(guestXml('', "<console type='pty'/>"))).toContain(both);
});

test("a screen brings a video device, sound that leads nowhere, and a port of libvirt's choice", () => {
  const text = inactive(guestXml('', "<graphics type='vnc' listen='0.0.0.0'/>"));
  expect(text).toContain(
    "<graphics type='vnc' port='-1' autoport='yes' listen='0.0.0.0'>\n      <listen type='address' address='0.0.0.0'/>\n",
  );
  expect(text).toContain("<audio id='1' type='none'/>");
  expect(text).toContain("<model type='cirrus' vram='16384' heads='1' primary='yes'/>");
});

test('a CPU that the user describes gets what they left unsaid', () => {
  const cpu = (xml: string) => /<cpu[\s\S]*<\/cpu>|<cpu.*\/>/.exec(inactive(guestXml(xml)))?.[0];
  expect(cpu("<cpu mode='host-passthrough'/>")).toBe("<cpu mode='host-passthrough' check='none' migratable='on'/>");
  expect(cpu("<cpu mode='host-model'/>")).toBe("<cpu mode='host-model' check='partial'/>");
  expect(cpu("<cpu><model>Haswell</model><topology cores='2' sockets='1' threads='1'/></cpu>")).toBe(
    "<cpu mode='custom' match='exact' check='partial'>\n    <model fallback='allow'>Haswell</model>\n" +
      "    <topology sockets='1' dies='1' cores='2' threads='1'/>\n  </cpu>",
  );
});

test('a guest with an order of boot devices is not told to boot from its disk', () => {
  const ordered = "<interface type='user'><boot order='1'/></interface>";
  expect(inactive(guestXml('', ordered))).not.toContain("<boot dev='hd'/>");
  expect(inactive(guestXml())).toContain("<boot dev='hd'/>");
});
