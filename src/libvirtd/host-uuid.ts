import { readFile } from 'node:fs/promises';
import { LibvirtError } from '../protocol/errors.ts';
import type { Settings } from './settings.ts';

/**
 * The uuid of this host: the file's, or the machine's from where the file says; undefined leaves it to the host itself,
 * which makes one up once.
 * @throws LibvirtError (system error) in libvirt's words for one that is none.
 */
export async function hostUuidOf(
  { uuid, uuidSource }: Pick<Settings, 'uuid' | 'uuidSource'>,
  machine = machineFiles,
): Promise<string | undefined> {
  if (uuid !== undefined) return checked(uuid);
  if (uuidSource === undefined) return undefined;
  if (uuidSource !== 'smbios' && uuidSource !== 'machine-id')
    throw new LibvirtError('system error', `invalid UUID source: ${uuidSource}`);
  const text = await readFile(machine[uuidSource], 'utf8').catch(() => '');
  return canonical(text);
}

const machineFiles = { smbios: '/sys/class/dmi/id/product_uuid', 'machine-id': '/etc/machine-id' } as const;

function checked(text: string): string {
  const uuid = canonical(text);
  // virSetHostUUIDStr: one made of a single digit is none of any machine's.
  if (uuid !== undefined && !/^([0-9a-f])\1*$/.test(uuid.replaceAll('-', ''))) return uuid;
  throw new LibvirtError('system error', `invalid host UUID: ${text}`);
}

/** virUUIDParse: 32 digits, with dashes or without. */
function canonical(text: string): string | undefined {
  const digits = text.trim().toLowerCase().replaceAll('-', '');
  if (!/^[0-9a-f]{32}$/.test(digits)) return undefined;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
