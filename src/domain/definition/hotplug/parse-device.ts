import type { Random } from '../../../clock/random.ts';
import { LibvirtError } from '../../../protocol/errors.ts';
import { withAttributes, withChild } from '../../../xml/edit.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { attribute, find } from '../../../xml/read.ts';
import { tidied } from '../../../xml/tidy.ts';
import { parseXml } from '../../../xml/tree.ts';
import { macOf, sourceOf } from '../devices.ts';
import { checkedMac, newMac } from '../identity.ts';
import { kindOf } from './kinds.ts';

/** The text of a device (virDomainDeviceDefParse). */
const deviceSource = { name: '(device_definition)', domain: 'domain config' } as const;

/**
 * A device from its own XML, as a client gives it to plug in, change or take out.
 * @throws LibvirtError with libvirt's words for what is malformed or no device.
 */
export function parseDevice(xml: string, random: Random): XmlElement {
  const device = tidied(parseXml(xml, deviceSource));
  kindOf(device);
  if (device.name === 'disk') return checkedDisk(device);
  return device.name === 'interface' ? withMac(device, random) : device;
}

function withMac(card: XmlElement, random: Random): XmlElement {
  const written = macOf(card);
  const address = written === undefined ? newMac(random) : checkedMac(written);
  return withChild(card, 'mac', (mac) => withAttributes(mac, { address }));
}

function checkedDisk(disk: XmlElement): XmlElement {
  if (attribute(find(disk, 'target'), 'dev') !== undefined) return disk;
  const named = sourceOf(disk);
  // VIR_ERR_NO_TARGET
  throw LibvirtError.from({
    ...{ code: 20, domain: 20 },
    message: named ? `missing target information for device ${named}` : 'missing target information',
  });
}
