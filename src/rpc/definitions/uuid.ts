import { type ErrorDomain, LibvirtError } from '../../protocol/errors.ts';

/** A uuid as libvirt keeps one. @throws LibvirtError in the words of the driver whose XML it stands in. */
export function checkedUuid(uuid: string, domain: ErrorDomain): string {
  const plain = uuid.trim().toLowerCase();
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(plain)) return plain;
  throw new LibvirtError('internal error', 'malformed uuid element', domain);
}
