import type { Random } from '../clock/random.ts';
import { randomUuid } from '../clock/uuid.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import { internal, xmlDetail, xmlError } from './refuse.ts';

/**
 * The name, when it is one that a network can have (virNetworkDefParseXML, networkValidate).
 * @throws LibvirtError: missing, longer than `limits.nameCharacters`, or with a slash or a newline.
 */
export function checkedName(name: string | undefined): string {
  if (name === undefined) throw missingName();
  if (name.length > limits.nameCharacters) throw xmlError(`name is longer than ${limits.nameCharacters} characters`);
  const illegal = /[/\n]/.exec(name)?.[0];
  if (illegal !== undefined) throw xmlDetail(`invalid char in name: ${illegal}`);
  return name;
}

// VIR_ERR_NO_NAME
const missingName = () => LibvirtError.from({ code: 21, domain: 19, message: 'missing name information' });

/** A UUID as libvirt writes it, a new one where there is none. @throws LibvirtError (internal error). */
export function uuidOf(written: string | undefined, random: Random): string {
  if (written === undefined) return randomUuid(random);
  const digits = written.replace(/[- \t\n]/g, '').toLowerCase();
  if (!/^[0-9a-f]{32}$/.test(digits)) throw internal('malformed uuid element');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The address of a network's bridge as libvirt writes it. @throws LibvirtError (XML error) for none, or a group's. */
export function bridgeMac(written: string, network: string): string {
  const parts = written.split(':');
  if (parts.length !== 6 || !parts.every((part) => /^[0-9a-fA-F]{1,2}$/.test(part)))
    throw xmlError(`Invalid bridge mac address '${written}' in network '${network}'`);
  const mac = parts.map((part) => part.toLowerCase().padStart(2, '0')).join(':');
  if (Number.parseInt(mac.slice(0, 2), 16) % 2 === 0) return mac;
  throw xmlError(`Invalid multicast bridge mac address '${written}' in network '${network}'`);
}

/** A random address for a bridge (virNetworkSetBridgeMacAddr). */
export const randomBridgeMac = (random: Random): string =>
  ['52', '54', '00', ...Array.from(random.bytes(3), (byte) => byte.toString(16).padStart(2, '0'))].join(':');
