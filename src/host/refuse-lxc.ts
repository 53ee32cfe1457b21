import { LibvirtError } from '../protocol/errors.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';

/** The lxc driver has no entry for this procedure. @throws LibvirtError (no support) naming it, as the client library does. */
export function refuseLxc(driver: DomainDriver, api: string): void {
  if (driver !== 'qemu') throw new LibvirtError('no support', api);
}
