import type { XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { busOf } from './disks.ts';

/** The kind of slot a device goes into; `express` ones take a conventional slot where the machine has no other. */
export type PciNeed = 'conventional' | 'express' | undefined;

const never = (): PciNeed => undefined;
const modelOf = (device: XmlElement) => attribute(device, 'model') ?? attribute(find(device, 'model'), 'type') ?? '';

/** By kind of device, in the order libvirt goes through them (qemuDomainAssignDevicePCISlots). */
export const pciNeeds: readonly (readonly [kind: string, need: (device: XmlElement) => PciNeed])[] = [
  ['filesystem', () => 'express'],
  ['interface', cardNeed],
  ['sound', (sound) => (['sb16', 'pcspk', 'usb'].includes(modelOf(sound)) ? undefined : 'conventional')],
  ['controller', controllerNeed],
  ['disk', (disk) => (busOf(disk) === 'virtio' ? 'express' : undefined)],
  ['hostdev', (hostdev) => (has(hostdev, 'type', 'pci') || has(hostdev, 'type', 'mdev') ? 'express' : undefined)],
  ['memballoon', (balloon) => (has(balloon, 'model', 'none') ? undefined : 'express')],
  ['rng', () => 'express'],
  ['watchdog', (watchdog) => (has(watchdog, 'model', 'i6300esb') ? 'conventional' : undefined)],
  ['video', videoNeed],
  ['shmem', () => 'conventional'],
  ['input', (input) => (has(input, 'bus', 'virtio') ? 'express' : undefined)],
  ['serial', (serial) => (has(find(serial, 'target'), 'type', 'pci-serial') ? 'conventional' : undefined)],
  ['iommu', never],
  ['vsock', () => 'express'],
  ['memory', (memory) => (modelOf(memory).startsWith('virtio-') ? 'express' : undefined)],
];

function cardNeed(card: XmlElement): PciNeed {
  const model = modelOf(card);
  if (has(card, 'type', 'hostdev') || model === 'usb-net') return undefined;
  return /^(virtio|virtio-non-transitional|e1000e|)$/.test(model) ? 'express' : 'conventional';
}

function controllerNeed(controller: XmlElement): PciNeed {
  const model = modelOf(controller);
  const type = attribute(controller, 'type') ?? '';
  if (type === 'usb') return model === 'none' ? undefined : model.endsWith('xhci') ? 'express' : 'conventional';
  if (type === 'scsi') return model.startsWith('virtio') ? 'express' : 'conventional';
  if (type === 'ide' && has(controller, 'index', '0')) return undefined;
  return controllerNeeds[type];
}

const controllerNeeds: Table<PciNeed> = table({
  'virtio-serial': 'express',
  sata: 'conventional',
  ide: 'conventional',
});

/** A screen needs a slot unless it is none or a plain frame buffer. */
export function videoNeed(video: XmlElement): PciNeed {
  const model = modelOf(video);
  if (model === 'none' || model === 'ramfb') return undefined;
  return model === 'virtio' || model === 'bochs' ? 'express' : 'conventional';
}
