import { append, mapElements, withChild, withChildren } from '../../../xml/edit.ts';
import { element, textElement, type XmlElement } from '../../../xml/node.ts';
import { elements, find, textOf } from '../../../xml/read.ts';
import { textAt, withTextAt } from '../at-path.ts';
import { describe } from '../describe.ts';
import type { Family } from './family.ts';

/** Limits of single devices of the host: libvirt's name for the parameter, and the element of a device. */
const perDevice = {
  device_weight: 'weight',
  device_read_iops_sec: 'read_iops_sec',
  device_write_iops_sec: 'write_iops_sec',
  device_read_bytes_sec: 'read_bytes_sec',
  device_write_bytes_sec: 'write_bytes_sec',
} as const;

const devices = (tree: XmlElement) => elements(find(tree, 'blkiotune'), 'device');
const pathOf = (device: XmlElement) => textOf(find(device, 'path')) ?? '';

/** A guest's share of the host's disks (virsh blkiotune). */
export const blkioFamily: Family = {
  read({ tree }) {
    const listed = Object.entries(perDevice).map(([field, name]) => {
      const limits = devices(tree).map((device) => [pathOf(device), textOf(find(device, name))]);
      return [field, limits.flatMap(([path, limit]) => (limit === undefined ? [] : [`${path},${limit}`])).join(',')];
    });
    return { weight: Number(textAt(tree, ['blkiotune', 'weight']) ?? 0), ...Object.fromEntries(listed) };
  },
  write({ driver, tree, complete }, values) {
    const changed = Object.entries(values).reduce((owner, [field, value]) => {
      if (field === 'weight') return withTextAt(owner, ['blkiotune', 'weight'], String(value));
      return withDeviceLimits(owner, perDevice[field as keyof typeof perDevice], String(value));
    }, tree);
    return describe(driver, changed, complete);
  },
};

/** `PATH,LIMIT,PATH,LIMIT`; a limit of 0 is none. */
function withDeviceLimits(tree: XmlElement, name: string, text: string): XmlElement {
  const words = text.split(',');
  let changed = tree;
  for (let at = 0; at + 1 < words.length; at += 2)
    changed = withDeviceLimit(changed, words[at] ?? '', name, words[at + 1] ?? '0');
  return changed;
}

function withDeviceLimit(tree: XmlElement, path: string, name: string, limit: string): XmlElement {
  const change = (device: XmlElement) => withTextAt(device, [name], Number(limit) === 0 ? undefined : limit);
  return withChild(tree, 'blkiotune', (owner) => {
    const known = elements(owner, 'device').some((device) => pathOf(device) === path);
    const all = known ? owner : append(owner, withChildren(element('device'), [textElement('path', path)]));
    return mapElements(all, (child) => {
      const changed = child.name === 'device' && pathOf(child) === path ? change(child) : child;
      return changed.name === 'device' && elements(changed).length < 2 ? undefined : changed;
    });
  });
}
