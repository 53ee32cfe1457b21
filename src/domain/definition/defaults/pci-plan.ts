import { append, without } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { devicesOf } from '../devices.ts';
import type { MachineFamily } from '../machine.ts';

/** Where a device sits. */
export interface PciAddress {
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly multifunction?: 'on';
}

/** Addresses as they are given out. Slots are held as `bus.slot`. */
export interface PciPlan {
  readonly tree: XmlElement;
  readonly family: MachineFamily;
  readonly taken: Set<string>;
  readonly given: Map<XmlElement, PciAddress>;
  /** Buses behind root ports with nothing in them yet, of the user's ports and of added ones. */
  readonly emptyPorts: number[];
  /** Buses behind root ports that have been added, and the next one's number. */
  readonly addedPorts: number[];
  nextBus: number;
}

/** A plan in which what the user and the chip set have taken is taken. */
export function planFor(tree: XmlElement, family: MachineFamily): PciPlan {
  const used = devicesOf(tree).flatMap((device) => slotOf(find(device, 'address')));
  const taken = new Set([...family.reserved.map((slot) => `0.${slot}`), ...used]);
  const buses = pciControllers(tree).map(busBehind);
  const emptyPorts = rootPorts(tree)
    .map(busBehind)
    .filter((bus) => isBus(bus) && !taken.has(`${bus}.0`));
  return { tree, family, taken, given: new Map(), emptyPorts, addedPorts: [], nextBus: highest(buses) + 1 };
}

const busBehind = (controller: XmlElement) => Number(attribute(controller, 'index'));
const isBus = (number: number) => Number.isInteger(number) && number >= 0 && number < 256;
const highest = (buses: readonly number[]) => buses.filter(isBus).reduce((a, b) => Math.max(a, b), 0);
const pciControllers = (tree: XmlElement) =>
  devicesOf(tree, 'controller').filter((controller) => has(controller, 'type', 'pci'));
/** The controllers that a PCI Express machine plugs devices into. */
export const rootPorts = (tree: XmlElement) =>
  pciControllers(tree).filter((controller) => has(controller, 'model', 'pcie-root-port'));
/** Whether there are PCI controllers beyond the root: then the user looks after them. */
export const hasBridges = (tree: XmlElement) => pciControllers(tree).length > 1;

function slotOf(address: XmlElement | undefined): readonly string[] {
  if (!has(address, 'type', 'pci') || attribute(address, 'slot') === undefined) return [];
  return [`${Number(attribute(address, 'bus') ?? 0)}.${Number(attribute(address, 'slot'))}`];
}

/** Whether a device has an address of any kind; a PCI one has to say where. */
export const isAddressed = (device: XmlElement) => {
  const address = find(device, 'address');
  return address !== undefined && !(has(address, 'type', 'pci') && slotOf(address).length === 0);
};

/** A device at that address. */
export const withPciAddress = (device: XmlElement, { bus, slot, function: pciFunction, multifunction }: PciAddress) =>
  append(
    without(device, 'address'),
    element('address', {
      ...{ type: 'pci', domain: '0x0000', bus: hex(bus), slot: hex(slot), function: `0x${pciFunction}`, multifunction },
    }),
  );

const hex = (number: number) => `0x${number.toString(16).padStart(2, '0')}`;
