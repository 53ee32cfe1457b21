import { LibvirtError } from '../../../protocol/errors.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { find, has } from '../../../xml/read.ts';
import { devicesOf } from '../devices.ts';

/** The device with that alias. @throws LibvirtError (internal error) where there is none (virDomainDefFindDevice). */
export function deviceWithAlias(tree: XmlElement, alias: string): XmlElement {
  const found = devicesOf(tree).find((device) => has(find(device, 'alias'), 'name', alias));
  if (found) return found;
  throw new LibvirtError('internal error', `no device found with alias ${alias}`, 'domain config');
}
