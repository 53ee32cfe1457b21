import { withAttributes, withMissingAttributes, without } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { changeDevices, devicesOf } from '../devices.ts';
import { familyOf } from '../machine.ts';
import { busOf } from './disks.ts';
import { insertedAll } from './sorted-insert.ts';

/** A controller that has to be there. */
export interface Wanted {
  readonly type: string;
  readonly index: number;
  readonly model?: string;
}

const sorting = {
  group: (controller: XmlElement) => attribute(controller, 'type') ?? '',
  rank: (controller: XmlElement) => Number(attribute(controller, 'index') ?? 0),
};

/** The domain with its own controllers indexed, modelled and in order (virDomainDefControllersParse). */
export function withOwnControllers(tree: XmlElement): XmlElement {
  const usb = familyOf(tree).usb;
  return changeControllers(tree, (controllers) =>
    insertedAll(
      indexed(controllers).map((controller) => withModel(controller, usb)),
      sorting,
    ),
  );
}

/** The domain with the controllers its machine has (qemuDomainDefAddDefaultDevices). */
export function withMachineControllers(tree: XmlElement): XmlElement {
  const { pciRoot, usb, sata } = familyOf(tree);
  const wanted: Wanted[] = [];
  if (usb) wanted.push({ type: 'usb', index: 0, model: usb });
  if (sata) wanted.push({ type: 'sata', index: 0 });
  if (pciRoot) wanted.push({ type: 'pci', index: 0, model: pciRoot });
  return withControllers(tree, wanted);
}

/** The domain with the controllers that its other devices hang on (virDomainDefAddImplicitControllers). */
export const withDeviceControllers = (tree: XmlElement): XmlElement =>
  withControllers(tree, [
    ...driveBuses.flatMap((bus) =>
      upTo(bus, highestController(devicesOf(tree, 'disk').filter((disk) => busOf(disk) === bus))),
    ),
    ...[...devicesOf(tree, 'channel'), ...devicesOf(tree, 'console')].filter(isVirtio).map(serialController),
  ]);

const driveBuses = ['scsi', 'fdc', 'ide', 'sata'];
const isVirtio = (device: XmlElement) => has(find(device, 'target'), 'type', 'virtio');
const models: Table<string> = table({ scsi: 'lsilogic' });

const controllerIndex = (device: XmlElement) => Number(attribute(find(device, 'address'), 'controller') ?? 0);
const highestController = (devices: readonly XmlElement[]) => Math.max(-1, ...devices.map(controllerIndex));
const serialController = (device: XmlElement): Wanted => ({ type: 'virtio-serial', index: controllerIndex(device) });

/** libvirt numbers few controllers; a guest that names a great one by hand gets that one alone. */
const mostImplicit = 64;

function upTo(type: string, highest: number): readonly Wanted[] {
  const first = highest < mostImplicit ? 0 : highest;
  return Array.from({ length: highest + 1 - first }, (_, place) => ({
    type,
    index: first + place,
    model: models[type],
  }));
}

/** The domain with controllers added, each at the end, where there is none of that type and index (virDomainDefMaybeAddController). */
export const withControllers = (tree: XmlElement, wanted: readonly Wanted[]): XmlElement =>
  changeControllers(tree, (controllers) => {
    const present = new Set(controllers.map((own) => `${attribute(own, 'type')} ${attribute(own, 'index')}`));
    const keyed = wanted.map((one) => [`${one.type} ${one.index}`, one] as const);
    const missing = new Map(keyed.filter(([key]) => !present.has(key)));
    return [...controllers, ...Array.from(missing.values(), controllerFor)];
  });

const controllerFor = ({ type, index, model }: Wanted) => element('controller', { type, index: String(index), model });

const changeControllers = (tree: XmlElement, change: (controllers: readonly XmlElement[]) => readonly XmlElement[]) =>
  changeDevices(tree, (devices) => [
    ...devices.filter(({ name }) => name !== 'controller'),
    ...change(devices.filter(({ name }) => name === 'controller')),
  ]);

/** Gives each controller without an index the lowest one its type has free (virDomainAssignControllerIndexes). */
function indexed(controllers: readonly XmlElement[]): readonly XmlElement[] {
  const taken = new Set(controllers.map((own) => `${attribute(own, 'type')} ${attribute(own, 'index')}`));
  const next = new Map<string, number>();
  return controllers.map((controller) => {
    if (attribute(controller, 'index') !== undefined) return controller;
    const type = attribute(controller, 'type') ?? '';
    let index = next.get(type) ?? 0;
    while (taken.has(`${type} ${index}`)) index++;
    next.set(type, index + 1);
    return withAttributes(controller, { index: String(index) });
  });
}

function withModel(controller: XmlElement, usb: string | undefined): XmlElement {
  // libvirt does not read what stands inside a USB controller of model none (virDomainControllerDefParseXML).
  if (has(controller, 'type', 'usb') && has(controller, 'model', 'none'))
    return without(without(controller, 'alias'), 'address');
  // A user's USB controller without a model is the old PC's on every x86 machine (qemuDomainControllerDefPostParse).
  const model = has(controller, 'type', 'usb') && usb ? 'piix3-uhci' : models[attribute(controller, 'type') ?? ''];
  return withMissingAttributes(controller, { model });
}
