import { withAttributes, withChild, withMissingChild } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { find } from '../../../xml/read.ts';
import { changeEach, devicesOf } from '../devices.ts';

/**
 * The domain with what a start finds out about its disks: the end of each chain of images, and the numbers QEMU's block
 * layer gets, which libvirt hands out from the last disk to the first (qemuProcessPrepareHostStorage).
 */
export function withDetectedSources(tree: XmlElement): XmlElement {
  let next = devicesOf(tree, 'disk').filter((disk) => find(disk, 'source') !== undefined).length;
  return changeEach(tree, 'disk', (disk) => (find(disk, 'source') ? detected(disk, String(next--)) : disk));
}

const detected = (disk: XmlElement, index: string) =>
  withMissingChild(
    withChild(disk, 'source', (source) => withAttributes(source, { index })),
    element('backingStore'),
  );

/** The domain with the ends of its chains of images only, as they stand in XML that another host is to read. */
export const withChainEnds = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'disk', (disk) => (find(disk, 'source') ? withMissingChild(disk, element('backingStore')) : disk));
