import { append } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { devicesOf, replaceDevices } from '../devices.ts';
import { busOf } from './disks.ts';

/** Ports of a USB controller where its element does not say; libvirt adds hubs beyond them, hooklab leaves those devices be. */
const portsOf: Table<number> = table({
  'piix3-uhci': 2,
  'ich9-ehci1': 6,
  'qemu-xhci': 15,
  'nec-xhci': 15,
});

/** Which devices of a kind are on the USB bus, in the order libvirt goes through them (virDomainUSBDeviceDefForeach). */
const onBus: readonly (readonly [kind: string, test: (device: XmlElement) => boolean])[] = [
  ['hub', (hub) => has(hub, 'type', 'usb')],
  ['hostdev', (hostdev) => has(hostdev, 'type', 'usb')],
  ['disk', (disk) => busOf(disk) === 'usb'],
  ['controller', (controller) => has(controller, 'type', 'ccid')],
  ['input', (input) => has(input, 'bus', 'usb')],
  ['serial', (serial) => has(find(serial, 'target'), 'type', 'usb-serial')],
  ['sound', (sound) => has(sound, 'model', 'usb')],
  ['redirdev', (redirdev) => has(redirdev, 'bus', 'usb')],
];

/** The domain with a port of USB bus 0 for each USB device. */
export function withUsbAddresses(tree: XmlElement): XmlElement {
  const ports = freePorts(tree);
  const wanting = onBus.flatMap(([kind, test]) =>
    devicesOf(tree, kind).filter((device) => test(device) && !find(device, 'address')),
  );
  const addressed = wanting
    .slice(0, ports.length)
    .map((device, place) => [device, withPort(device, ports[place])] as const);
  return replaceDevices(tree, new Map(addressed));
}

const withPort = (device: XmlElement, port: string | undefined) =>
  append(device, element('address', { type: 'usb', bus: '0', port }));

function freePorts(tree: XmlElement): readonly string[] {
  const taken = new Set(devicesOf(tree).map((device) => attribute(find(device, 'address'), 'port')));
  const controllers = devicesOf(tree, 'controller').filter((controller) => has(controller, 'type', 'usb'));
  const sizes = controllers.map((usb) =>
    Number(attribute(usb, 'ports') ?? portsOf[attribute(usb, 'model') ?? ''] ?? 0),
  );
  const ports = Array.from({ length: Math.min(sizes[0] ?? 0, 64) }, (_, place) => String(place + 1));
  return ports.filter((port) => !taken.has(port));
}
