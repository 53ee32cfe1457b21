import { withChild, withMissingAttributes, withMissingChild } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute } from '../../../xml/read.ts';
import { replaceDevices } from '../devices.ts';
import { withControllers } from './controllers.ts';
import { isAddressed, type PciAddress, type PciPlan, rootPorts, withPciAddress } from './pci-plan.ts';

/** Root ports that have no address yet, the user's and the added ones, share slots of bus 0, eight to a slot. */
export function withRootPorts(tree: XmlElement, { addedPorts, taken }: PciPlan): XmlElement {
  const added = withControllers(
    tree,
    addedPorts.map((bus) => ({ type: 'pci', index: bus, model: 'pcie-root-port' })),
  );
  const slots = Array.from({ length: 31 }, (_, place) => place + 1).filter((slot) => !taken.has(`0.${slot}`));
  const unplaced = rootPorts(added)
    .filter((port) => !isAddressed(port))
    .slice(0, slots.length * 8);
  const placed = unplaced.map(
    (port, index) => [port, placedPort(port, portPlace(index, unplaced.length, slots))] as const,
  );
  return replaceDevices(added, new Map(placed));
}

function portPlace(index: number, count: number, slots: readonly number[]): PciAddress {
  const slot = slots[Math.floor(index / 8)] ?? 0;
  const multifunction = index % 8 === 0 && index + 1 < count ? 'on' : undefined;
  return { bus: 0, slot, function: index % 8, ...(multifunction && { multifunction }) };
}

function placedPort(port: XmlElement, place: PciAddress): XmlElement {
  const values = { chassis: attribute(port, 'index'), port: `0x${(place.slot * 8 + place.function).toString(16)}` };
  const modelled = withMissingChild(port, element('model', { name: 'pcie-root-port' }));
  return withPciAddress(
    withChild(modelled, 'target', (target) => withMissingAttributes(target, values)),
    place,
  );
}
