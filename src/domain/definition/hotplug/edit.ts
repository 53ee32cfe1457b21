import { append } from '../../../xml/edit.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { attribute, elements, find } from '../../../xml/read.ts';
import { withDefaults } from '../defaults.ts';
import type { Definition } from '../definition.ts';
import { describe } from '../describe.ts';
import { addDevices, changeDevices, devicesOf } from '../devices.ts';
import { withAliases } from '../live/aliases.ts';
import { withDetectedSources } from '../live/disk-sources.ts';

/** The definition with one device more, completed as libvirt completes it, and what else it brought along. */
export function withDevice(definition: Definition, device: XmlElement): Definition {
  return completed(definition, addDevices(definition.tree, device));
}

/** The definition without one of its devices. */
export const withoutDevice = ({ driver, tree, complete }: Definition, device: XmlElement): Definition =>
  describe(
    driver,
    changeDevices(tree, (devices) => devices.filter((own) => own !== device)),
    complete,
  );

/** The definition with another device in the place of one. */
export const withOtherDevice = (definition: Definition, device: XmlElement, other: XmlElement): Definition =>
  completed(
    definition,
    changeDevices(definition.tree, (devices) => devices.map((own) => (own === device ? other : own))),
  );

const completed = ({ driver }: Definition, tree: XmlElement): Definition => withDefaults(describe(driver, tree, false));

/**
 * A running guest's definition with what its start gave its devices written down: those that come or go afterwards take
 * nothing from the others.
 */
export function withStartedDevices({ driver, tree, complete }: Definition): Definition {
  return describe(driver, driver === 'qemu' ? withAliases(withDetectedSources(tree), driver) : tree, complete);
}

/** The alias of a device, once it has one. */
export const aliasOf = (device: XmlElement): string | undefined => attribute(find(device, 'alias'), 'name');

/** Devices of the second definition that the first one lacks, by their aliases. */
export function newDevices(before: Definition, after: Definition): readonly XmlElement[] {
  const known = new Set(devicesOf(before.tree).map(aliasOf));
  return devicesOf(after.tree).filter((device) => aliasOf(device) && !known.has(aliasOf(device)));
}

/** A device with what the one it replaces has of its own: its place on the bus and its name. */
export function inPlaceOf(device: XmlElement, own: XmlElement): XmlElement {
  const kept = ['address', 'alias'].flatMap((name) => (find(device, name) ? [] : elements(own, name)));
  return append(device, ...kept);
}
