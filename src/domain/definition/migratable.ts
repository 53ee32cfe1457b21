import { defaultAudio } from './defaults/devices.ts';
import { changeDevices, devicesOf } from './devices.ts';
import { withChainEnds } from './live/disk-sources.ts';
import { familyOf } from './machine.ts';
import type { XmlElement } from './xml/node.ts';
import { find, has } from './xml/read.ts';

/** Devices that a libvirt adds by itself, left out so that one which does not know them can read the rest. */
type Addition = (device: XmlElement, tree: XmlElement) => boolean;

const isAlone = (device: XmlElement, tree: XmlElement, type: string) =>
  has(device, 'index', '0') && devicesOf(tree, 'controller').filter((other) => has(other, 'type', type)).length === 1;

/** By kind of device (qemuDomainDefFormatBufInternal, virDomainInputDefFormat, qemuDomainDefClearDefaultAudioBackend). */
const additions: Readonly<Record<string, Addition>> = {
  controller: (device, tree) => !find(device, 'alias') && (isRoot(device, tree) || isUsualUsb(device, tree)),
  input: (device) => has(device, 'type', 'keyboard') && has(device, 'bus', 'ps2'),
  audio: (device, tree) => devicesOf(tree, 'audio').length === 1 && isSame(device, defaultAudio(tree)),
};

const isRoot = (device: XmlElement, tree: XmlElement) =>
  has(device, 'type', 'pci') && has(device, 'model', 'pci-root') && isAlone(device, tree, 'pci') && !find(device, 'pcihole64');

const isUsualUsb = (device: XmlElement, tree: XmlElement) =>
  has(device, 'type', 'usb') &&
  has(device, 'model', 'piix3-uhci') &&
  familyOf(tree).pciRoot === 'pci-root' &&
  isAlone(device, tree, 'usb');

const isSame = (device: XmlElement, other: XmlElement) =>
  device.children.length === 0 && JSON.stringify(device.attributes) === JSON.stringify(other.attributes);

/** A complete domain as another host gets it. */
export function migratableTree(tree: XmlElement, offline: boolean): XmlElement {
  const reduced = changeDevices(tree, (devices) =>
    devices.filter((device) => !additions[device.name]?.(device, tree)),
  );
  return offline ? reduced : withChainEnds(reduced);
}
