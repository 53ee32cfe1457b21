import { LibvirtError } from '../../../protocol/errors.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { elements, find, has } from '../../../xml/read.ts';

/** The device with that alias. @throws LibvirtError (internal error) where there is none (virDomainDefFindDevice). */
export function deviceWithAlias(tree: XmlElement, alias: string): XmlElement {
  const found = elements(find(tree, 'devices')).find((device) => has(find(device, 'alias'), 'name', alias));
  if (found) return found;
  throw new LibvirtError('internal error', `no device found with alias ${alias}`, 'domain config');
}
