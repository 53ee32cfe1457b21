import { expect, test } from 'vitest';
import { checkAbiStable, renamed } from '../../../src/domain/definition/index.ts';
import { LibvirtError } from '../../../src/protocol/errors.ts';
import { fixture, parsed } from './fixtures.ts';

const xml = fixture('card/defined');
const source = parsed(xml);
const check = (change: (text: string) => string) => () => checkAbiStable(source, parsed(change(xml)));

test('what the guest does not notice may change', () => {
  expect(check((text) => text.replace('<on_crash>destroy', '<on_crash>restart'))).not.toThrow();
  expect(check((text) => text.replace('</uuid>', '</uuid><description>new</description>'))).not.toThrow();
});

test.each([
  ['65536', '131072', 'domain max memory 131072 does not match source 65536'],
  ['<vcpu>1', '<vcpu>2', 'domain vCPU max 2 does not match source 1'],
  [
    "machine='pc-i440fx-7.2'",
    "machine='pc-i440fx-6.0'",
    'domain machine type pc-i440fx-6.0 does not match source pc-i440fx-7.2',
  ],
  ["arch='x86_64'", "arch='i686'", 'domain architecture i686 does not match source x86_64'],
  ["domain type='qemu'", "domain type='kvm'", 'domain virt type kvm does not match source qemu'],
  [
    '52:54:00:11:11:11',
    '52:54:00:11:11:22',
    'network card mac 52:54:00:11:11:22 does not match source 52:54:00:11:11:11',
  ],
  ['virtio', 'e1000', 'network card model e1000 does not match source virtio'],
  [/<interface.*<\/interface>/, '', 'domain net card count 0 does not match source 1'],
  [
    '11111111-1111-4111-8111-111111111111',
    '22222222-2222-4222-8222-222222222222',
    'domain uuid 22222222-2222-4222-8222-222222222222 does not match source 11111111-1111-4111-8111-111111111111',
  ],
])("%s to %s is refused in libvirt's words", (from, to, text) => {
  expect(check((before) => before.replace(from, to))).toThrow(
    new LibvirtError('config unsupported', `Target ${text}`, 'domain config'),
  );
});

test('another name is refused, unless the source was renamed with it', () => {
  const target = renamed(source, 'gnew');
  expect(() => checkAbiStable(source, target)).toThrow("Target domain name 'gnew' does not match source 'g'");
  expect(() => checkAbiStable(renamed(source, 'gnew'), target)).not.toThrow();
});
