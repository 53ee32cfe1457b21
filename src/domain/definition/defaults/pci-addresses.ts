import type { XmlElement } from '../../../xml/node.ts';
import { has } from '../../../xml/read.ts';
import { devicesOf, replaceDevices } from '../devices.ts';
import { familyOf } from '../machine.ts';
import { type PciNeed, pciNeeds, videoNeed } from './pci-devices.ts';
import { hasBridges, isAddressed, type PciAddress, type PciPlan, planFor, withPciAddress } from './pci-plan.ts';
import { withRootPorts } from './root-ports.ts';

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
  if (plan.addedPorts.length > 0 && !hasBridges(tree)) addPort(plan);
  return withRootPorts(replaceDevices(tree, addressed(plan.given)), plan);
}

function placeFixed({ tree, family, given }: PciPlan): void {
  for (const { type, model, slot, function: pciFunction } of family.fixed) {
    const controller = devicesOf(tree, 'controller').find(
      (device) => has(device, 'type', type) && has(device, 'index', '0') && (!model || has(device, 'model', model)),
    );
    if (controller && !isAddressed(controller)) given.set(controller, { bus: 0, slot, function: pciFunction });
  }
}

function placeFirstVideo({ tree, family, given, taken }: PciPlan): void {
  const [video] = devicesOf(tree, 'video');
  if (!video || !videoNeed(video) || isAddressed(video) || family.videoSlot === undefined) return;
  const slot = `0.${family.videoSlot}`;
  if (taken.has(slot)) return;
  taken.add(slot);
  given.set(video, { bus: 0, slot: family.videoSlot, function: 0 });
}

const wanting = ({ tree, given }: PciPlan): readonly (readonly [XmlElement, PciNeed])[] =>
  pciNeeds.flatMap(([kind, need]) =>
    devicesOf(tree, kind)
      .map((device) => [device, need(device)] as const)
      .filter(([device, needed]) => needed !== undefined && !given.has(device) && !isAddressed(device)),
  );

function placeDevice(plan: PciPlan, device: XmlElement, need: PciNeed): void {
  const address = plan.family.pciRoot === 'pci-root' ? freeSlot(plan) : need === 'express' ? freePort(plan) : undefined;
  if (!address) return;
  plan.taken.add(`${address.bus}.${address.slot}`);
  plan.given.set(device, address);
}

function freeSlot({ taken }: PciPlan): PciAddress | undefined {
  const slot = Array.from({ length: 31 }, (_, place) => place + 1).find((place) => !taken.has(`0.${place}`));
  return slot === undefined ? undefined : { bus: 0, slot, function: 0 };
}

function freePort(plan: PciPlan): PciAddress | undefined {
  const bus = plan.emptyPorts.shift() ?? addPort(plan);
  return bus === undefined ? undefined : { bus, slot: 0, function: 0 };
}

/** Root ports that bus 0 has room for. */
const mostPorts = 240;

function addPort(plan: PciPlan): number | undefined {
  if (plan.addedPorts.length >= mostPorts) return undefined;
  plan.addedPorts.push(plan.nextBus);
  return plan.nextBus++;
}

const addressed = (given: ReadonlyMap<XmlElement, PciAddress>) =>
  new Map([...given].map(([device, address]) => [device, withPciAddress(device, address)] as const));
