import type { Random } from '../../clock/random.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';

/**
 * The name, when it is one that libvirt's drivers accept.
 * @throws LibvirtError: missing, longer than `limits.nameCharacters`, or with a slash or a newline.
 */
export function checkedName(name: string | undefined): string {
  if (name === undefined) throw missingName();
  if (name.length > limits.nameCharacters) throw new LibvirtError('XML error', tooLong, 'domain config');
  if (name.includes('/')) throw new LibvirtError('XML error', `name ${name} cannot contain '/'`, 'domain config');
  if (name.includes('\n')) throw new LibvirtError('XML detail', 'invalid char in name: \n', 'xml');
  return name;
}

const tooLong = `name is longer than ${limits.nameCharacters} characters`;

// VIR_ERR_NO_NAME
const missingName = () => LibvirtError.from({ code: 21, domain: 6, message: 'missing name information' });

/** A UUID as libvirt writes it; it may have been written without hyphens (virUUIDParse). @throws LibvirtError (internal error). */
export function checkedUuid(written: string): string {
  const digits = written.replace(/[- \t\n]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits))
    throw new LibvirtError('internal error', 'malformed uuid element', 'domain config');
  return hyphenated(digits);
}

/** A random UUID, version 4. */
export function newUuid(random: Random): string {
  const digits = hex(random.bytes(16));
  const variant = '89ab'[random.below(4)];
  return hyphenated(`${digits.slice(0, 12)}4${digits.slice(13, 16)}${variant}${digits.slice(17)}`);
}

const hyphenated = (digits: string) =>
  [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');

/** A random address with the prefix of QEMU's and libvirt's guests. */
export const newMac = (random: Random): string =>
  ['52', '54', '00', ...Array.from(random.bytes(3), (byte) => hex(Uint8Array.of(byte)))].join(':');

/** A MAC address as libvirt writes it. @throws LibvirtError (XML error) for what is none, or is a group's. */
export function checkedMac(written: string): string {
  const parts = written.split(':');
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-fA-F]{1,2}$/.test(part)))
    throw new LibvirtError('XML error', `unable to parse mac address '${written}'`, 'domain config');
  const mac = parts.map((part) => part.toLowerCase().padStart(2, '0')).join(':');
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 0) return mac;
  throw new LibvirtError('XML error', `expected unicast mac address, found multicast '${written}'`, 'domain config');
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
