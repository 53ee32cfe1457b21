import { append, mapElements, withChild, withChildren } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, elements, find } from '../../xml/read.ts';

/** The devices of a domain in the order they stand in; those of one kind when it is named. */
export const devicesOf = (tree: XmlElement, kind?: string): readonly XmlElement[] =>
  elements(find(tree, 'devices'), kind);

/** The name of a disk's target, or of a card's device on the host; empty where it has none. */
export const targetOf = (device: XmlElement): string => attribute(find(device, 'target'), 'dev') ?? '';

/** A card's address as it is written. */
export const macOf = (card: XmlElement | undefined): string | undefined => attribute(find(card, 'mac'), 'address');

/** What a disk is made of: a file, a device of the host, or a name elsewhere (virDomainDiskGetSource). */
export const sourceOf = (disk: XmlElement): string | undefined =>
  ['file', 'dev', 'name'].map((key) => attribute(find(disk, 'source'), key)).find((value) => value !== undefined);

/** The domain with its whole list of devices changed. */
export const changeDevices = (
  tree: XmlElement,
  change: (devices: readonly XmlElement[]) => readonly XmlElement[],
): XmlElement => withChild(tree, 'devices', (devices) => withChildren(devices, change(elements(devices))));

/** The domain with every device of one kind changed; undefined takes the device away. The index counts within the kind. */
export function changeEach(
  tree: XmlElement,
  kind: string,
  change: (device: XmlElement, index: number) => XmlElement | undefined,
): XmlElement {
  let index = 0;
  const changed = (device: XmlElement) => (device.name === kind ? change(device, index++) : device);
  return find(tree, 'devices') ? withChild(tree, 'devices', (devices) => mapElements(devices, changed)) : tree;
}

/** The domain with devices put after all others. */
export const addDevices = (tree: XmlElement, ...added: readonly XmlElement[]): XmlElement =>
  added.length === 0 ? tree : withChild(tree, 'devices', (devices) => append(devices, ...added));

/** The domain with some of its devices replaced, by identity. */
export const replaceDevices = (tree: XmlElement, replaced: ReadonlyMap<XmlElement, XmlElement>): XmlElement =>
  replaced.size === 0
    ? tree
    : changeDevices(tree, (devices) => devices.map((device) => replaced.get(device) ?? device));
