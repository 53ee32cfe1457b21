import { LibvirtError } from '../../protocol/errors.ts';
import type { XmlElement } from '../../xml/node.ts';
import { find, textOf } from '../../xml/read.ts';
import { parseXml } from '../../xml/tree.ts';
import { machineName } from './device.ts';

/** Devices that clients would make: virtual host adapters and mediated devices, which need hardware that is not here. */

/** @throws LibvirtError always: for XML that is none, for a parent that is not there, for the kind (nodeDeviceCreateXML). */
export function refuseToCreate(xml: string): never {
  const device = deviceIn(xml);
  if (textOf(find(device, 'parent')) === machineName) throw unsupported();
  const name = textOf(find(device, 'name')) ?? 'new device';
  throw new LibvirtError('internal error', `Could not find parent device for '${name}'`, 'node device');
}

/** @throws LibvirtError always (nodeDeviceDefineXML). */
export function refuseToDefine(xml: string): never {
  deviceIn(xml);
  throw unsupported();
}

const unsupported = () => new LibvirtError('config unsupported', 'Unsupported device type', 'node device');

function deviceIn(xml: string): XmlElement {
  const root = parseXml(xml, { name: '(node_device_definition)', domain: 'node device' });
  if (root.name === 'device') return root;
  throw new LibvirtError('XML error', `expecting root element of 'device', not '${root.name}'`, 'xml');
}
