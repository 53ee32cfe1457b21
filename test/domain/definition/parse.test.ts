import { expect, test } from 'vitest';
import { seededRandom } from '../../../src/clock/random.ts';
import { parseDomainXml } from '../../../src/domain/definition/index.ts';
import { fixture, guestXml, parsed, refusal } from './fixtures.ts';

test('a definition knows what hooklab needs of a guest', () => {
  const guest = parsed(fixture('card/defined'));
  expect(guest).toMatchObject({
    driver: 'qemu',
    name: 'g',
    uuid: '11111111-1111-4111-8111-111111111111',
    type: 'qemu',
    memoryKib: 65536,
    currentMemoryKib: 65536,
    vcpus: 1,
    osType: 'hvm',
    machine: 'pc-i440fx-7.2',
    interfaces: [{ mac: '52:54:00:11:11:11', type: 'network', network: 'labnet' }],
  });
});

test('a missing UUID and MAC address are made up, differently each time, and are what libvirt makes', () => {
  const xml = guestXml('', "<interface type='user'/>");
  const random = seededRandom(1);
  const [one, other] = [
    parseDomainXml(xml, { driver: 'qemu', random }),
    parseDomainXml(xml, { driver: 'qemu', random }),
  ];
  expect(one.uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(one.interfaces[0]?.mac).toMatch(/^52:54:00(:[0-9a-f]{2}){3}$/);
  expect(other.uuid).not.toBe(one.uuid);
});

test('a UUID may be written without hyphens or in capitals', () => {
  const xml = guestXml('<uuid>ABCDEF0123454678 9abcdef012345678</uuid>');
  expect(parsed(xml).uuid).toBe('abcdef01-2345-4678-9abc-def012345678');
});

test('names that are odd but legal are kept: a leading dash, quotes, a dollar, letters beyond ASCII', () => {
  expect(parsed(fixture('odd-name/defined')).name).toBe('-a b\'c"$(id) é');
});

const named = (name: string) => fixture('plain/defined').replace('<name>g</name>', `<name>${name}</name>`);

test.each([
  ['no name', named(''), 'missing name information'],
  ['a slash in the name', named('a/b'), "XML error: name a/b cannot contain '/'"],
  ['a newline in the name', named('a\nb'), 'invalid char in name: \n'],
  ['a name too long for a file', named('a'.repeat(201)), 'XML error: name is longer than 200 characters'],
  ['another document', '<network/>', "XML error: expecting root element of 'domain', not 'network'"],
  ['a bad UUID', guestXml('<uuid>12</uuid>'), 'internal error: malformed uuid element'],
  ['no type', '<domain><name>a</name></domain>', 'internal error: missing domain type attribute'],
  ['no os type', "<domain type='kvm'><name>a</name></domain>", 'XML error: an os <type> must be specified'],
  ['two lines of title', guestXml('<title>a\nb</title>'), "XML error: Domain title can't contain newlines"],
  ['no CPU', guestXml('<vcpu>0</vcpu>'), 'internal error: CPU IDs in <numa> exceed the <vcpu> count'],
  ['CPUs that are no number', guestXml('<vcpu>two</vcpu>'), 'XML error: maximum vcpus count must be an integer'],
  [
    'a bad MAC',
    guestXml('', "<interface><mac address='x'/></interface>"),
    "XML error: unable to parse mac address 'x'",
  ],
  [
    "a group's MAC",
    guestXml('', "<interface><mac address='01:00:00:00:00:01'/></interface>"),
    "XML error: expected unicast mac address, found multicast '01:00:00:00:00:01'",
  ],
  [
    'no memory',
    guestXml().replace('65536', '0'),
    'XML error: Memory size must be specified via <memory> or in the <numa> configuration',
  ],
])("%s is refused in libvirt's words", (_, xml, text) => {
  expect(refusal(xml)).toBe(text);
});

test('a guest of another driver is refused', () => {
  const lxc = fixture('container/defined');
  expect(refusal(lxc)).toBe('unsupported configuration: unexpected domain type lxc, expecting one of these: qemu, kvm');
  expect(refusal(guestXml(), 'lxc')).toBe('unsupported configuration: unexpected domain type kvm, expecting lxc');
  expect(refusal(lxc.replace('<init>/bin/sleep</init>', ''), 'lxc')).toBe('XML error: init binary must be specified');
});

test('memory may come from NUMA cells alone', () => {
  const cells = "<cpu><numa><cell cpus='0' memory='1' unit='MiB'/><cell cpus='1' memory='1' unit='GiB'/></numa></cpu>";
  expect(parsed(guestXml(cells).replace('<memory>65536</memory>', '')).memoryKib).toBe(1024 + 1024 * 1024);
});

const disk = (inside: string) => `<disk type='file'>${inside}<target dev='vda'/></disk>`;
const cdrom = "<disk type='file' device='cdrom'><target dev='hda'/></disk>";
const card = "<interface type='user'/>";

test.each([
  ['a disk with an image', guestXml('', disk("<source file='/a'/>")), true],
  ['a kernel', guestXml().replace('<type>hvm</type>', '<type>hvm</type><kernel>/boot/vmlinuz</kernel>'), true],
  ['a card told to boot', guestXml('', card).replace('</type>', "</type><boot dev='network'/>"), true],
  ['a card with a place in the boot order', guestXml('', "<interface type='user'><boot order='1'/></interface>"), true],
  ['a card that only talks', guestXml('', card), false],
  ['an empty CD drive', guestXml('', cdrom), false],
  ['nothing at all', guestXml(), false],
])('whether there is anything to boot: %s', (_, xml, expected) => {
  expect(parsed(xml).hasBootSource).toBe(expected);
});

test('a container boots its init where that is one', () => {
  const sleeping = fixture('container/defined');
  expect(parsed(sleeping, 'lxc').hasBootSource).toBe(false);
  expect(parsed(sleeping.replace('/bin/sleep', '/sbin/init'), 'lxc').hasBootSource).toBe(true);
});
