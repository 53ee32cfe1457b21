import { LibvirtError } from '../../../protocol/errors.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { attribute, elements, find, has, textOf } from '../../../xml/read.ts';
import { devicesOf, macOf, targetOf } from '../devices.ts';
import { kindOf } from './kinds.ts';

/** Whether a running guest's device is meant, or one of a definition: libvirt says it in other words when there is none. */
export type Where = 'live' | 'config';

const addressOf = (card: XmlElement) => macOf(card)?.toLowerCase() ?? '';

const missing = (detail: string) => new LibvirtError('device missing', detail, 'qemu');

/** The guest's device that a description means. @throws LibvirtError (device missing) with the words of its kind. */
export function matching(tree: XmlElement, wanted: XmlElement, where: Where): XmlElement {
  if (wanted.name === 'interface') return card(tree, wanted);
  const found = devicesOf(tree, wanted.name).find((device) => isMeant(device, wanted, where));
  if (!found) throw missing(words(wanted, where));
  return found;
}

/** A running guest's watchdog is known by its address, a channel by its socket, which must be said then. */
const isVague = (wanted: XmlElement) =>
  (wanted.name === 'watchdog' && !find(wanted, 'address')) || (wanted.name === 'channel' && !find(wanted, 'source'));

function isMeant(device: XmlElement, wanted: XmlElement, where: Where): boolean {
  if (where === 'live' && isVague(wanted)) return false;
  if (device.name === 'disk') return targetOf(device) === targetOf(wanted);
  if (device.name === 'controller')
    return (
      has(device, 'type', attribute(wanted, 'type') ?? '') && has(device, 'index', attribute(wanted, 'index') ?? '-1')
    );
  return isCovered(wanted, device);
}

/** Whether everything that `wanted` says is so in `device`; addresses and aliases count only where they are said. */
function isCovered(wanted: XmlElement, device: XmlElement): boolean {
  if (!wanted.attributes.every(([name, value]) => attribute(device, name) === value)) return false;
  const text = elements(wanted).length === 0 ? textOf(wanted) : undefined;
  if (text !== undefined && textOf(device) !== text) return false;
  return elements(wanted).every((child) => elements(device, child.name).some((own) => isCovered(child, own)));
}

function card(tree: XmlElement, wanted: XmlElement): XmlElement {
  const mac = addressOf(wanted);
  const same = devicesOf(tree, 'interface').filter((own) => addressOf(own) === mac);
  const [found, second] = same.length > 1 ? same.filter((own) => isAt(own, wanted)) : same;
  if (second)
    throw new LibvirtError('operation failed', `multiple devices matching MAC address ${mac} found`, 'domain config');
  if (found) return found;
  throw missing(`no device found at address '(<null>)' matching MAC address '${mac}' and alias '(<null>)'`);
}

const isAt = (own: XmlElement, wanted: XmlElement) => {
  const [address, other] = [find(wanted, 'address'), find(own, 'address')];
  return !address || (other !== undefined && isCovered(address, other));
};

function words(wanted: XmlElement, where: Where): string {
  const own = (name: string) => attribute(wanted, name) ?? '';
  switch (wanted.name) {
    case 'disk':
      return where === 'live' ? `disk ${targetOf(wanted)} not found` : `no target device ${targetOf(wanted)}`;
    case 'controller':
      return where === 'live'
        ? `controller ${own('type')}:${attribute(wanted, 'index') ?? '-1'} not found`
        : 'device not present in domain configuration';
    case 'filesystem':
      return 'matching filesystem not found';
    case 'memory':
      return where === 'live'
        ? `model '${own('model')}' memory device not present in the domain configuration`
        : 'matching memory device was not found';
    case 'redirdev':
      return 'no matching redirdev was not found';
    case 'watchdog':
      return where === 'live'
        ? `model '${own('model')}' watchdog device not present in domain configuration`
        : 'domain has no watchdog';
    case 'rng':
      return where === 'live'
        ? `model '${own('model') || 'virtio'}' RNG device not present in domain configuration`
        : 'no matching RNG device was found';
    case 'shmem':
      return where === 'live'
        ? `model '${attribute(find(wanted, 'model'), 'type') ?? 'ivshmem'}' shmem device not present in domain configuration`
        : 'matching shmem device was not found';
    case 'vsock':
      return 'matching vsock device not found';
    case 'input':
      return 'matching input device not found';
    case 'lease':
      return `Lease ${textOf(find(wanted, 'key')) ?? ''} in lockspace ${textOf(find(wanted, 'lockspace')) ?? ''} does not exist`;
    default:
      if (kindOf(wanted).name === 'chr' && where === 'live')
        return `chr type '${wanted.name}' device not present in domain configuration`;
      return 'device not present in domain configuration';
  }
}
