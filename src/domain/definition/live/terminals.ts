import { changeEach, devicesOf } from '../devices.ts';
import { withAttributes, withChild } from '../xml/edit.ts';
import type { XmlElement } from '../xml/node.ts';
import { attribute, find, has } from '../xml/read.ts';

const kinds = ['serial', 'parallel', 'console', 'channel'];

/**
 * The domain with the pseudo terminals of its character devices: /dev/pts/N for the first, and so on. A console that is a
 * serial port under another name has that port's (virDomainChrSourceDefFormat, virDomainChrDefFormat).
 */
export function withTerminals(tree: XmlElement, first: number): XmlElement {
  const devices = kinds.flatMap((kind) => devicesOf(tree, kind)).filter((device) => has(device, 'type', 'pty'));
  const own = devices.filter((device) => !mirrorsSerial(device, tree));
  const pathOf = (device: XmlElement) => `/dev/pts/${first + Math.max(0, own.indexOf(device))}`;
  const opened = (device: XmlElement) => (devices.includes(device) ? withTerminal(device, pathOf(device)) : device);
  return kinds.reduce((changed, kind) => changeEach(changed, kind, opened), tree);
}

const mirrorsSerial = (device: XmlElement, tree: XmlElement) =>
  device.name === 'console' && attribute(find(device, 'target'), 'type') === 'serial' && devicesOf(tree, 'serial').length > 0;

function withTerminal(device: XmlElement, path: string): XmlElement {
  const opened = withChild(device, 'source', (source) => withAttributes(source, { path }));
  // Only a first console says it twice, as it did before there was a source element.
  const old = device.name === 'console' && has(find(device, 'target'), 'port', '0');
  return old ? withAttributes(opened, { tty: path }) : opened;
}
