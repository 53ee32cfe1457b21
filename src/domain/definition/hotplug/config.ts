import { LibvirtError } from '../../../protocol/errors.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { attribute, has } from '../../../xml/read.ts';
import type { Definition } from '../definition.ts';
import { devicesOf, targetOf } from '../devices.ts';
import { inPlaceOf, withDevice, withOtherDevice, withoutDevice } from './edit.ts';
import { matching } from './matching.ts';
import { refuseAttach, refuseDetach, refuseUpdate } from './refuse.ts';

/** Devices in the definition that is kept: what comes, goes or changes there is there at the next start. */

const diskAt = ({ tree }: Definition, target: string) =>
  devicesOf(tree, 'disk').find((disk) => targetOf(disk) === target);

/** @throws LibvirtError for what it cannot have (qemuDomainAttachDeviceConfig). */
export function attachToConfig(definition: Definition, device: XmlElement): Definition {
  refuseAttach(device, definition.tree, 'config');
  if (device.name === 'disk' && diskAt(definition, targetOf(device)))
    throw new LibvirtError('operation invalid', `target ${targetOf(device)} already exists`, 'qemu');
  return withDevice(definition, device);
}

/** @throws LibvirtError for what it does not have (qemuDomainDetachDeviceConfig). */
export function detachFromConfig(definition: Definition, device: XmlElement): Definition {
  refuseDetach(device, 'config');
  if (device.name === 'serial' || device.name === 'parallel') throw absent();
  return withoutDevice(definition, matching(definition.tree, device, 'config'));
}

const absent = () =>
  new LibvirtError('invalid argument', 'invalid argument: device not present in domain configuration', 'qemu');

/** @throws LibvirtError for what it does not have, or what cannot change (qemuDomainUpdateDeviceConfig). */
export function updateConfig(definition: Definition, device: XmlElement): Definition {
  refuseUpdate(device, 'config');
  const own = updated(definition, device);
  return withOtherDevice(definition, own, inPlaceOf(device, own));
}

function updated(definition: Definition, device: XmlElement): XmlElement {
  if (device.name === 'interface') return matching(definition.tree, device, 'config');
  if (device.name === 'disk') return diskAt(definition, targetOf(device)) ?? noTarget(targetOf(device));
  const own = devicesOf(definition.tree, device.name).find((it) => has(it, 'type', attribute(device, 'type') ?? ''));
  if (own) return own;
  throw new LibvirtError('invalid argument', `invalid argument: ${device.name} not found`, 'qemu');
}

function noTarget(target: string): never {
  throw new LibvirtError('invalid argument', `invalid argument: target ${target} doesn't exist.`, 'qemu');
}
