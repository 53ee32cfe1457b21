import { append, without } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { changeEach, devicesOf } from '../devices.ts';

/** The domain with its channels; a socket without a path has one of libvirt's choice, which no definition shows. */
export const withChannels = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'channel', (channel) =>
    has(channel, 'type', 'unix') && attribute(find(channel, 'source'), 'path') === undefined
      ? without(channel, 'source')
      : channel,
  );

/** The domain with a port for each virtio console and channel (qemuDomainAssignVirtioSerialAddresses). Port 0 is a console's. */
export function withChannelAddresses(tree: XmlElement): XmlElement {
  const taken = new Set(['console', 'channel'].flatMap((kind) => devicesOf(tree, kind)).map(portOf));
  const withPorts = (kind: string, first: number) => (device: XmlElement) => {
    const addressed = find(device, 'address') !== undefined || !has(find(device, 'target'), 'type', 'virtio');
    return kind === device.name && !addressed ? append(device, address(lowestFree(taken, first))) : device;
  };
  return changeEach(changeEach(tree, 'console', withPorts('console', 0)), 'channel', withPorts('channel', 1));
}

const portOf = (device: XmlElement) => attribute(find(device, 'address'), 'port');

function lowestFree(taken: Set<string | undefined>, first: number): string {
  let port = first;
  while (taken.has(String(port))) port++;
  taken.add(String(port));
  return String(port);
}

const address = (port: string) => element('address', { type: 'virtio-serial', controller: '0', bus: '0', port });
