import type { DomainDriver } from '../../protocol/vocabulary.ts';
import { devicesOf } from './devices.ts';
import type { XmlElement } from './xml/node.ts';
import { elements, find, has } from './xml/read.ts';

/** Whether a start would find something to run: a container's init; or a kernel, a disk with a source, a card to boot from. */
export function hasBootSource(tree: XmlElement, driver: DomainDriver): boolean {
  if (driver === 'lxc') return find(tree, 'os', 'init') !== undefined;
  return (
    find(tree, 'os', 'kernel') !== undefined || devicesOf(tree).some((device) => isBootable(device, bootsNetwork(tree)))
  );
}

const bootsNetwork = (tree: XmlElement) =>
  elements(find(tree, 'os'), 'boot').some((boot) => has(boot, 'dev', 'network'));

function isBootable(device: XmlElement, networkBoot: boolean): boolean {
  if (device.name === 'disk') return find(device, 'source') !== undefined;
  if (device.name === 'interface') return networkBoot || find(device, 'boot') !== undefined;
  return device.name === 'hostdev' && find(device, 'boot') !== undefined;
}
