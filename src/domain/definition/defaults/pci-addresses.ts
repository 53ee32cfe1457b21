import { devicesOf, replaceDevices } from '../devices.ts';
import { familyOf, type MachineFamily } from '../machine.ts';
import { append, without } from '../xml/edit.ts';
import { element, type XmlElement } from '../xml/node.ts';
import { attribute, find, has } from '../xml/read.ts';
import { withControllers } from './controllers.ts';
import { type PciNeed, pciNeeds, videoNeed } from './pci-devices.ts';

/** Where a device sits. */
interface PciAddress {
  readonly bus: number;
  readonly slot: number;
  readonly function: number;
  readonly multifunction?: 'on';
}

/** Addresses as they are given out. Slots are held as `bus.slot`. */
interface Plan {
  readonly tree: XmlElement;
  readonly family: MachineFamily;
  readonly taken: Set<string>;
  readonly given: Map<XmlElement, PciAddress>;
  /** Buses behind root ports that have been added, and the next one's number. */
  readonly ports: number[];
  nextBus: number;
}

/**
 * The domain with a PCI address for each device that needs one, and on a machine of PCI Express with the root ports for
 * that (qemuDomainAssignPCIAddresses). Conventional devices of a PCI Express machine keep what the user gave them.
 */
export function withPciAddresses(tree: XmlElement): XmlElement {
  const family = familyOf(tree);
  if (!family.pciRoot) return tree;
  const plan = planFor(tree, family);
  placeFixed(plan);
  placeFirstVideo(plan);
  for (const [device, need] of wanting(plan)) placeDevice(plan, device, need);
  if (plan.ports.length > 0 && !hasBridges(tree)) addPort(plan);
  return withRootPorts(replaceDevices(tree, addressed(plan.given)), plan);
}

function planFor(tree: XmlElement, family: MachineFamily): Plan {
  const used = devicesOf(tree).flatMap((device) => slotOf(find(device, 'address')));
  const taken = new Set([...family.reserved.map((slot) => `0.${slot}`), ...used]);
  const buses = pciControllers(tree).map((controller) => Number(attribute(controller, 'index')));
  return { tree, family, taken, given: new Map(), ports: [], nextBus: Math.max(0, ...buses) + 1 };
}

const pciControllers = (tree: XmlElement) => devicesOf(tree, 'controller').filter((controller) => has(controller, 'type', 'pci'));
const hasBridges = (tree: XmlElement) => pciControllers(tree).length > 1;

function slotOf(address: XmlElement | undefined): readonly string[] {
  if (!has(address, 'type', 'pci') || attribute(address, 'slot') === undefined) return [];
  return [`${Number(attribute(address, 'bus') ?? 0)}.${Number(attribute(address, 'slot'))}`];
}

const isAddressed = (device: XmlElement) => {
  const address = find(device, 'address');
  return address !== undefined && !(has(address, 'type', 'pci') && slotOf(address).length === 0);
};

function placeFixed({ tree, family, given }: Plan): void {
  for (const { type, model, slot, function: pciFunction } of family.fixed) {
    const controller = devicesOf(tree, 'controller').find(
      (device) => has(device, 'type', type) && has(device, 'index', '0') && (!model || has(device, 'model', model)),
    );
    if (controller && !isAddressed(controller)) given.set(controller, { bus: 0, slot, function: pciFunction });
  }
}

function placeFirstVideo({ tree, family, given, taken }: Plan): void {
  const [video] = devicesOf(tree, 'video');
  if (!video || !videoNeed(video) || isAddressed(video) || family.videoSlot === undefined) return;
  const slot = `0.${family.videoSlot}`;
  if (taken.has(slot)) return;
  taken.add(slot);
  given.set(video, { bus: 0, slot: family.videoSlot, function: 0 });
}

const wanting = ({ tree, given }: Plan): readonly (readonly [XmlElement, PciNeed])[] =>
  pciNeeds.flatMap(([kind, need]) =>
    devicesOf(tree, kind)
      .map((device) => [device, need(device)] as const)
      .filter(([device, needed]) => needed !== undefined && !given.has(device) && !isAddressed(device)),
  );

function placeDevice(plan: Plan, device: XmlElement, need: PciNeed): void {
  const address = plan.family.pciRoot === 'pci-root' ? freeSlot(plan) : need === 'express' ? freePort(plan) : undefined;
  if (!address) return;
  plan.taken.add(`${address.bus}.${address.slot}`);
  plan.given.set(device, address);
}

function freeSlot({ taken }: Plan): PciAddress | undefined {
  const slot = Array.from({ length: 31 }, (_, place) => place + 1).find((place) => !taken.has(`0.${place}`));
  return slot === undefined ? undefined : { bus: 0, slot, function: 0 };
}

function freePort(plan: Plan): PciAddress {
  const own = pciControllers(plan.tree).filter((controller) => has(controller, 'model', 'pcie-root-port'));
  const buses = [...own.map((controller) => Number(attribute(controller, 'index'))), ...plan.ports];
  const bus = buses.find((number) => !plan.taken.has(`${number}.0`)) ?? addPort(plan);
  return { bus, slot: 0, function: 0 };
}

function addPort(plan: Plan): number {
  plan.ports.push(plan.nextBus);
  return plan.nextBus++;
}

const addressed = (given: ReadonlyMap<XmlElement, PciAddress>) =>
  new Map([...given].map(([device, address]) => [device, withAddress(device, address)] as const));

const withAddress = (device: XmlElement, { bus, slot, function: pciFunction, multifunction }: PciAddress) =>
  append(
    without(device, 'address'),
    element('address', {
      ...{ type: 'pci', domain: '0x0000', bus: hex(bus), slot: hex(slot), function: `0x${pciFunction}`, multifunction },
    }),
  );

const hex = (number: number) => `0x${number.toString(16).padStart(2, '0')}`;

/** Root ports share slots of bus 0, eight to a slot. */
function withRootPorts(tree: XmlElement, { ports, taken }: Plan): XmlElement {
  const slots = Array.from({ length: 31 }, (_, place) => place + 1).filter((slot) => !taken.has(`0.${slot}`));
  const places = new Map(ports.map((bus, index) => [String(bus), portPlace(index, ports.length, slots)]));
  const added = withControllers(
    tree,
    ports.map((bus) => ({ type: 'pci', index: bus, model: 'pcie-root-port' })),
  );
  const isNew = (device: XmlElement) => has(device, 'type', 'pci') && places.has(attribute(device, 'index') ?? '');
  const replaced = devicesOf(added, 'controller').filter(isNew).map((port) => [port, rootPort(port, places)] as const);
  return replaceDevices(added, new Map(replaced));
}

function portPlace(index: number, count: number, slots: readonly number[]): PciAddress {
  const slot = slots[Math.floor(index / 8)] ?? 0;
  const multifunction = index % 8 === 0 && index + 1 < count ? 'on' : undefined;
  return { bus: 0, slot, function: index % 8, ...(multifunction && { multifunction }) };
}

function rootPort(port: XmlElement, places: ReadonlyMap<string, PciAddress>): XmlElement {
  const chassis = attribute(port, 'index') ?? '';
  const place = places.get(chassis) ?? { bus: 0, slot: 0, function: 0 };
  const number = `0x${(place.slot * 8 + place.function).toString(16)}`;
  const parts = [element('model', { name: 'pcie-root-port' }), element('target', { chassis, port: number })];
  return withAddress(append(port, ...parts), place);
}
