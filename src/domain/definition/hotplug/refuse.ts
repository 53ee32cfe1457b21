import { type ErrorKind, LibvirtError } from '../../../protocol/errors.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { busOf } from '../defaults/disks.ts';
import { devicesOf } from '../devices.ts';
import { kindOf } from './kinds.ts';
import type { Where } from './matching.ts';

type Refusal = readonly [kind: ErrorKind, text: string] | undefined;
type Check = (device: XmlElement, tree: XmlElement) => Refusal;

const noBus = (bus: string): Refusal => [
  'internal error',
  `unable to execute QEMU command 'device_add': Bus '${bus}' does not support hotplugging`,
];
const address = (device: XmlElement, part: string) => attribute(find(device, 'address'), part) ?? '0';

/** Buses that a running guest's disks cannot come to. */
const disks: Table<Check> = table({
  fdc: () => ['operation unsupported', "floppy device hotplug isn't supported"],
  ide: (disk) => noBus(`ide.${address(disk, 'bus')}`),
  sata: (disk) => noBus(`sata${address(disk, 'controller')}.${address(disk, 'unit')}`),
});

/** What a running guest cannot get, by kind (qemu_hotplug.c, and what QEMU answers on a host without such hardware). */
const live: Table<Check> = table({
  disk: (disk, tree) => disks[busOf(disk) ?? '']?.(disk, tree),
  serial: () => noBus('isa.0'),
  parallel: () => noBus('isa.0'),
  console: () => ['config unsupported', 'unsupported console target type serial'],
  filesystem: (filesystem) =>
    has(find(filesystem, 'driver'), 'type', 'virtiofs')
      ? undefined
      : ['operation unsupported', 'only virtiofs filesystems can be hotplugged'],
  hostdev: (hostdev) =>
    has(hostdev, 'type', 'pci')
      ? ['config unsupported', "host doesn't support passthrough of host PCI devices"]
      : undefined,
  vsock: () => ['config unsupported', 'unable to open vhost-vsock device'],
});

const config: Table<Check> = table({
  console: () => ['operation unsupported', 'attaching serial console is not supported'],
});

const noUsb = (tree: XmlElement) =>
  !devicesOf(tree, 'controller').some((own) => has(own, 'type', 'usb') && !has(own, 'model', 'none'));
const isUsb = (device: XmlElement) =>
  busOf(device) === 'usb' ||
  has(device, 'bus', 'usb') ||
  (has(device, 'type', 'usb') && (device.name === 'hostdev' || device.name === 'hub'));

/** What no definition of the guest can have: checked before anything else. */
function incompatible(device: XmlElement, tree: XmlElement): Refusal {
  if (device.name === 'redirdev' && noUsb(tree))
    return ['config unsupported', 'cannot add redirected USB device: USB is disabled for this domain'];
  if (device.name === 'memory' && !find(tree, 'maxMemory'))
    return ['config unsupported', "cannot use/hotplug a memory device when domain 'maxMemory' is not defined"];
  if (isUsb(device) && noUsb(tree))
    return ['config unsupported', 'Device configuration is not compatible: Domain has no USB bus support'];
  return undefined;
}

/** @throws LibvirtError for a device that the guest cannot get. */
export function refuseAttach(device: XmlElement, tree: XmlElement, where: Where): void {
  refuse(incompatible(device, tree));
  const { name, attach } = kindOf(device);
  const word = where === 'live' ? 'live' : 'persistent';
  if (!attach[where]) refuse(['operation unsupported', `${word} attach of device '${name}' is not supported`]);
  refuse((where === 'live' ? live : config)[device.name]?.(device, tree));
}

/** @throws LibvirtError for a device that is never taken out. */
export function refuseDetach(device: XmlElement, where: Where): void {
  const { name, detach } = kindOf(device);
  const word = where === 'live' ? 'live' : 'persistent';
  if (!detach[where]) refuse(['operation unsupported', `${word} detach of device '${name}' is not supported`]);
  if (where === 'config' && device.name === 'console')
    refuse(['operation invalid', 'detaching serial console is not supported']);
}

/** @throws LibvirtError for a kind of device that stays as it is. */
export function refuseUpdate(device: XmlElement, where: Where): void {
  const { name, update } = kindOf(device);
  if (update[where]) return;
  if (where === 'live') refuse(['config unsupported', `live update of device '${name}' is not supported`]);
  refuse(['operation unsupported', `persistent update of device '${name}' is not supported`]);
}

function refuse(refusal: Refusal): void {
  if (refusal) throw new LibvirtError(refusal[0], refusal[1], 'qemu');
}
