import { expect, test } from 'vitest';
import { systemRandom } from '../../../src/clock/index.ts';
import { formatDomainXml, parseDomainXml, vintageOf, withDefaults } from '../../../src/domain/definition/index.ts';
import { profileFor } from '../../../src/protocol/profiles/index.ts';

/** A running guest's XML as hooks of old releases read it: without what libvirt did not write yet. */

const guest = `<domain type='qemu'>
  <name>g</name>
  <memory unit='MiB'>64</memory>
  <os><type>hvm</type></os>
  <devices>
    <disk type='file' device='disk'><source file='/g.img'/><target dev='vda' bus='virtio'/></disk>
    <serial type='pty'/>
  </devices>
</domain>`;
const definition = withDefaults(parseDomainXml(guest, { driver: 'qemu', random: systemRandom }));
const written = (release: string) =>
  formatDomainXml(definition, { kind: 'live', stage: 'started', id: 1 }, vintageOf(profileFor(release)));

test.each([
  ["<memory unit='KiB'>", '0.9.10', '0.9.11'],
  ["<vcpu placement='static'>", '0.9.11', '0.9.12'],
  ["<controller type='usb'", '0.9.4', '0.9.5'],
  ["<seclabel type='dynamic' model='dac'", '0.10.0', '0.10.1'],
  ["<controller type='pci'", '1.0.4', '1.0.5'],
  ["<input type='keyboard'", '1.2.1', '1.2.2'],
  ['<backingStore/>', '1.2.3', '1.2.4'],
  ["<target type='isa-serial'", '1.2.12', '1.2.13'],
  ['<audio ', '5.6.0', '5.7.0'],
])('%s: not in %s, in %s', (text, before, after) => {
  expect(written(before)).not.toContain(text);
  expect(written(after)).toContain(text);
});

test('what was always there stays, and it is the same guest again when it is read', () => {
  expect(written('0.8.2')).toContain(
    '  <memory>65536</memory>\n  <currentMemory>65536</currentMemory>\n  <vcpu>1</vcpu>\n',
  );
  const read = withDefaults(parseDomainXml(written('0.8.2'), { driver: 'qemu', random: systemRandom }));
  const inactive = (of: typeof read) => formatDomainXml(of, { kind: 'inactive' });
  expect(inactive(read).replace(/ +<alias .*\n/g, '')).toContain("<controller type='pci' index='0' model='pci-root'/>");
  expect(read.memoryKib).toBe(definition.memoryKib);
});

test('labels that the user asked for stay', () => {
  const text = guest.replace('<devices>', "<seclabel type='none' model='selinux'/><devices>");
  const own = withDefaults(parseDomainXml(text, { driver: 'qemu', random: systemRandom }));
  const vintage = vintageOf(profileFor('0.8.2'));
  expect(formatDomainXml(own, { kind: 'inactive' }, vintage)).toContain('<seclabel');
});
