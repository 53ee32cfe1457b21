import { append, withAttributes, withChild } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find } from '../../../xml/read.ts';
import { devicesOf } from '../devices.ts';
import { canonicalMachine, hostArch } from '../machine.ts';

/** The domain with its architecture named. */
export const withArch = (tree: XmlElement): XmlElement =>
  changeType(tree, (type) => ({ arch: attribute(type, 'arch') ?? hostArch }));

/** The domain with its machine's full name (qemuCanonicalizeMachine). */
export const withMachine = (tree: XmlElement): XmlElement =>
  changeType(tree, (type) => ({
    machine: canonicalMachine(attribute(type, 'arch') ?? hostArch, attribute(type, 'machine')),
  }));

const changeType = (tree: XmlElement, values: (type: XmlElement) => Record<string, string | undefined>) =>
  withChild(tree, 'os', (os) => withChild(os, 'type', (type) => withAttributes(type, values(type))));

/** The domain booting from its disk when neither it nor a device says what from (virDomainDefBootOrderPostParse). */
export function withBootDevice(tree: XmlElement): XmlElement {
  const ordered = devicesOf(tree).some((device) => find(device, 'boot') !== undefined);
  if (ordered || find(tree, 'os', 'boot') || find(tree, 'bootloader')) return tree;
  return withChild(tree, 'os', (os) => append(os, element('boot', { dev: 'hd' })));
}
