import { append, withChild, withMissingAttributes, withMissingChild } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { attribute, find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { changeDevices, changeEach } from '../devices.ts';
import { insertedAll } from './sorted-insert.ts';

/** Bus of a disk by how its target is called (virDomainDiskDefPostParse). */
const busByPrefix: readonly (readonly [prefix: string, bus: string])[] = [
  ['hd', 'ide'],
  ['sd', 'scsi'],
  ['vd', 'virtio'],
  ['xvd', 'xen'],
  ['ubd', 'uml'],
];

/** The domain with its disks complete: bus, driver, read-only CD drives, addresses; those of one bus in order of their names. */
export const withDisks = (tree: XmlElement): XmlElement => {
  const complete = changeEach(tree, 'disk', (disk) => withDriveAddress(withReadonly(withDriver(withBus(disk)))));
  return changeDevices(complete, (devices) => [
    ...devices.filter(({ name }) => name !== 'disk'),
    ...insertedAll(
      devices.filter(({ name }) => name === 'disk'),
      { group: (disk) => busOf(disk) ?? '', rank: targetIndex },
    ),
  ]);
};

/** The bus a disk's target names. */
export const busOf = (disk: XmlElement): string | undefined => attribute(find(disk, 'target'), 'bus');

/** Place of a disk by its target's letters: 0 for vda, 26 for vdaa; -1 when it has none (virDiskNameToIndex). */
export function targetIndex(disk: XmlElement): number {
  const letters = /^(?:fd|hd|vd|sd|xvd|ubd)([a-z]{1,4})/.exec(attribute(find(disk, 'target'), 'dev') ?? '')?.[1] ?? '';
  return Array.from(letters).reduce((index, letter) => (index + 1) * 26 + letter.charCodeAt(0) - 97, -1);
}

function withBus(disk: XmlElement): XmlElement {
  if (!find(disk, 'target')) return disk;
  const dev = attribute(find(disk, 'target'), 'dev') ?? '';
  const named = busByPrefix.find(([prefix]) => dev.startsWith(prefix))?.[1] ?? 'ide';
  const bus = has(disk, 'device', 'floppy') ? 'fdc' : named;
  return withChild(disk, 'target', (target) => withMissingAttributes(target, { bus }));
}

function withDriver(disk: XmlElement): XmlElement {
  const type = has(disk, 'type', 'volume') ? undefined : 'raw';
  return withChild(disk, 'driver', (driver) => withMissingAttributes(driver, { name: 'qemu', type }));
}

const withReadonly = (disk: XmlElement) =>
  has(disk, 'device', 'cdrom') ? withMissingChild(disk, element('readonly')) : disk;

/** Where a drive hangs, by bus and place of its name (virDomainDiskDefAssignAddress). */
const drivePlaces: Table<(index: number) => { controller: number; bus: number; unit: number }> = table({
  ide: (index) => ({ controller: Math.floor(index / 4), bus: Math.floor((index % 4) / 2), unit: index % 2 }),
  fdc: (index) => ({ controller: Math.floor(index / 2), bus: 0, unit: index % 2 }),
  sata: (index) => ({ controller: Math.floor(index / 6), bus: 0, unit: index % 6 }),
  // A wide SCSI bus: unit 7 is the controller itself.
  scsi: (index) => ({ controller: Math.floor(index / 15), bus: 0, unit: (index % 15) + (index % 15 >= 7 ? 1 : 0) }),
});

function withDriveAddress(disk: XmlElement): XmlElement {
  const place = drivePlaces[busOf(disk) ?? ''];
  const index = targetIndex(disk);
  if (!place || index < 0 || find(disk, 'address')) return disk;
  const { controller, bus, unit } = place(index);
  const values = { controller: String(controller), bus: String(bus), target: '0', unit: String(unit) };
  return append(disk, element('address', { type: 'drive', ...values }));
}
