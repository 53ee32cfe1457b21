import { withAttributes, withChild, withMissingChild } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find } from '../../../xml/read.ts';
import { changeEach, devicesOf } from '../devices.ts';

/**
 * The domain with what a start finds out about its disks: the end of each chain of images, and the numbers QEMU's block
 * layer gets, which libvirt hands out from the last disk to the first (qemuProcessPrepareHostStorage). A number that a
 * source has already stays: those of disks plugged in later are higher.
 */
export function withDetectedSources(tree: XmlElement): XmlElement {
  const sources = devicesOf(tree, 'disk').flatMap((disk) => find(disk, 'source') ?? []);
  const given = sources.map((source) => Number(attribute(source, 'index') ?? 0));
  const highest = Math.max(0, ...given);
  let fresh = highest === 0 ? sources.length : highest + given.filter((index) => index === 0).length;
  return changeEach(tree, 'disk', (disk) => {
    const source = find(disk, 'source');
    return source ? detected(disk, attribute(source, 'index') ?? String(fresh--)) : disk;
  });
}

const detected = (disk: XmlElement, index: string) =>
  withMissingChild(
    withChild(disk, 'source', (source) => withAttributes(source, { index })),
    element('backingStore'),
  );

/** The domain with the ends of its chains of images only, as they stand in XML that another host is to read. */
export const withChainEnds = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'disk', (disk) => (find(disk, 'source') ? withMissingChild(disk, element('backingStore')) : disk));
