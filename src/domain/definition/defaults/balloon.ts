import { element, type XmlElement } from '../../../xml/node.ts';
import { addDevices, devicesOf } from '../devices.ts';
import { familyOf } from '../machine.ts';

/** The domain with the memory balloon that a guest has unless it says it wants none. */
export const withBalloon = (tree: XmlElement): XmlElement =>
  familyOf(tree).pciRoot && devicesOf(tree, 'memballoon').length === 0
    ? addDevices(tree, element('memballoon', { model: 'virtio' }))
    : tree;
