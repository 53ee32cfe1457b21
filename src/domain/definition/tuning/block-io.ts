import { mapElements, withAttributes, withChild, withChildren } from '../../../xml/edit.ts';
import { element, type XmlElement } from '../../../xml/node.ts';
import { elements, find, has, textOf } from '../../../xml/read.ts';
import { withTextAt } from '../at-path.ts';
import type { Definition } from '../definition.ts';
import { describe } from '../describe.ts';
import { changeEach, devicesOf } from '../devices.ts';
import type { Parameters } from './family.ts';

/** Limits of a disk, in the order that libvirt tells them (virsh blkdeviotune). */
export const blockIoFields = [
  ...['total_bytes_sec', 'read_bytes_sec', 'write_bytes_sec', 'total_iops_sec', 'read_iops_sec', 'write_iops_sec'],
  ...['total_bytes_sec_max', 'read_bytes_sec_max', 'write_bytes_sec_max'],
  ...['total_iops_sec_max', 'read_iops_sec_max', 'write_iops_sec_max', 'size_iops_sec', 'group_name'],
  ...['total_bytes_sec_max_length', 'read_bytes_sec_max_length', 'write_bytes_sec_max_length'],
  ...['total_iops_sec_max_length', 'read_iops_sec_max_length', 'write_iops_sec_max_length'],
];

/** In the order they are written in. */
const written = [...blockIoFields.filter((field) => field !== 'group_name' && !field.endsWith('_length'))];
const order = [...written, 'group_name', ...blockIoFields.filter((field) => field.endsWith('_length'))];

/** Limits that are set as one: a new total takes away those of each way (qemuDomainSetBlockIoTuneSetDefaults). */
const groups = [/^\w+_bytes_sec$/, /^(total|read|write)_iops_sec$/, /_bytes_sec_max$/, /_iops_sec_max$/];

/** A disk by its target's name, or the file it is made of. */
export const diskNamed = ({ tree }: Definition, name: string): XmlElement | undefined =>
  devicesOf(tree, 'disk').find(
    (disk) =>
      has(find(disk, 'target'), 'dev', name) ||
      ['file', 'dev', 'name'].some((key) => has(find(disk, 'source'), key, name)),
  );

/** A disk's limits; 0 is none. */
export function blockIoOf(disk: XmlElement | undefined): Parameters {
  const tune = find(disk, 'iotune');
  const limit = (field: string) => textOf(find(tune, field));
  return Object.fromEntries(
    blockIoFields.map((field) => [field, field === 'group_name' ? (limit(field) ?? '') : Number(limit(field) ?? 0)]),
  );
}

/** The definition with other limits for a disk. */
export function withBlockIo({ driver, tree, complete }: Definition, dev: string, values: Parameters): Definition {
  const changed = changeEach(tree, 'disk', (disk) =>
    has(find(disk, 'target'), 'dev', dev) ? tuned(disk, values) : disk,
  );
  return describe(driver, changed, complete);
}

function tuned(disk: XmlElement, values: Parameters): XmlElement {
  const given = Object.keys(values);
  const replaced = groups.filter((group) => given.some((field) => group.test(field)));
  const kept = withChild(disk, 'iotune', (tune) =>
    mapElements(tune, ({ name, ...rest }) =>
      replaced.some((group) => group.test(name)) ? undefined : { name, ...rest },
    ),
  );
  const all = Object.entries(values).reduce(
    (owner, [field, value]) =>
      withTextAt(owner, ['iotune', field], value === 0 || value === '' ? undefined : `${value}`),
    kept,
  );
  return mapElements(all, (child) => {
    if (child.name !== 'iotune') return child;
    const parts = order.flatMap((field) => elements(child, field));
    return parts.length === 0 ? undefined : withChildren(withAttributes(element('iotune'), {}), parts);
  });
}
