import { withAttributes, withChild, without } from '../../../xml/edit.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { find, has } from '../../../xml/read.ts';
import { changeEach, devicesOf } from '../devices.ts';

const kinds = ['serial', 'parallel', 'console', 'channel'];

/**
 * The domain with the pseudo terminals of its character devices: /dev/pts/N for the first, and so on. A console that is a
 * serial port under another name has that port's (virDomainChrSourceDefFormat, virDomainChrDefFormat).
 */
export function withTerminals(tree: XmlElement, first: number): XmlElement {
  const hasSerial = devicesOf(tree, 'serial').length > 0;
  let next = first;
  const opened = (device: XmlElement) => {
    if (!has(device, 'type', 'pty')) return device;
    const mirrors = hasSerial && device.name === 'console' && has(find(device, 'target'), 'type', 'serial');
    return withTerminal(device, `/dev/pts/${mirrors ? first : next++}`);
  };
  return kinds.reduce((changed, kind) => changeEach(changed, kind, opened), tree);
}

/** A domain without an id shows no terminals, also where a status file it was read from had them. */
export const withoutTerminals = (tree: XmlElement): XmlElement =>
  kinds.reduce(
    (changed, kind) => changeEach(changed, kind, (device) => (has(device, 'type', 'pty') ? unopened(device) : device)),
    tree,
  );

const unopened = (device: XmlElement): XmlElement => ({
  ...without(device, 'source'),
  attributes: device.attributes.filter(([name]) => name !== 'tty'),
});

function withTerminal(device: XmlElement, path: string): XmlElement {
  const opened = withChild(device, 'source', (source) => withAttributes(source, { path }));
  // Only a first console says it twice, as it did before there was a source element.
  const old = device.name === 'console' && has(find(device, 'target'), 'port', '0');
  return old ? withAttributes(opened, { tty: path }) : opened;
}
