import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { XmlElement } from '../../xml/node.ts';
import { elements, find, has, textOf } from '../../xml/read.ts';
import { devicesOf } from './devices.ts';

/**
 * Whether a start would find an operating system: a kernel, a disk with a source, a card to boot from; or in a container
 * an init that is one, as `/sbin/init` is and `/bin/sleep` is not (recording 7e-lxc-lifecycle).
 */
export function hasBootSource(tree: XmlElement, driver: DomainDriver): boolean {
  if (driver === 'lxc') return /(^|\/)(init|systemd)$/.test(textOf(find(tree, 'os', 'init')) ?? '');
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
