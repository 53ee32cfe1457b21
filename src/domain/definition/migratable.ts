import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, has } from '../../xml/read.ts';
import { type Table, table } from '../../xml/table.ts';
import { defaultAudio } from './defaults/audio.ts';
import { changeDevices, devicesOf } from './devices.ts';
import { withExactModel } from './live/cpu-features.ts';
import { withChainEnds } from './live/disk-sources.ts';
import { familyOf } from './machine.ts';

/** What decides whether a device is one that libvirt adds by itself. */
interface Surroundings {
  /** Types of which the guest has one controller. */
  readonly single: ReadonlySet<string>;
  readonly conventionalPci: boolean;
  /** The sound backend that libvirt would add, when the guest has one at all. */
  readonly audio: XmlElement | undefined;
}

/** Devices left out so that a libvirt which does not know them can read the rest; it adds them by itself. */
type Addition = (device: XmlElement, surroundings: Surroundings) => boolean;

/** By kind of device (qemuDomainDefFormatBufInternal, virDomainInputDefFormat, qemuDomainDefClearDefaultAudioBackend). */
const additions: Table<Addition> = table({
  controller: (device, { single, conventionalPci }) =>
    has(device, 'index', '0') &&
    single.has(attribute(device, 'type') ?? '') &&
    !find(device, 'alias') &&
    (isRoot(device) || (conventionalPci && isUsualUsb(device))),
  input: (device) => has(device, 'type', 'keyboard') && has(device, 'bus', 'ps2'),
  audio: (device, { audio }) => audio !== undefined && isSame(device, audio),
});

const isRoot = (device: XmlElement) =>
  has(device, 'type', 'pci') && has(device, 'model', 'pci-root') && !find(device, 'pcihole64');
const isUsualUsb = (device: XmlElement) => has(device, 'type', 'usb') && has(device, 'model', 'piix3-uhci');
const isSame = (device: XmlElement, other: XmlElement) =>
  device.children.length === 0 && JSON.stringify(device.attributes) === JSON.stringify(other.attributes);

function surroundingsOf(tree: XmlElement): Surroundings {
  const counts = new Map<string, number>();
  for (const { type } of controllersOf(tree)) counts.set(type, (counts.get(type) ?? 0) + 1);
  return {
    single: new Set([...counts.keys()].filter((type) => counts.get(type) === 1)),
    conventionalPci: familyOf(tree).pciRoot === 'pci-root',
    audio: devicesOf(tree, 'audio').length === 1 ? defaultAudio(tree) : undefined,
  };
}

const controllersOf = (tree: XmlElement) =>
  devicesOf(tree, 'controller').map((controller) => ({ type: attribute(controller, 'type') ?? '' }));

/** A complete domain as another host gets it. */
export function migratableTree(tree: XmlElement, offline: boolean): XmlElement {
  const around = surroundingsOf(tree);
  const reduced = changeDevices(tree, (devices) =>
    devices.filter((device) => !additions[device.name]?.(device, around)),
  );
  return offline ? reduced : withChainEnds(withExactModel(reduced));
}
