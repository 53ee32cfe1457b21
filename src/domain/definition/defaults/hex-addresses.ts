import { withChild } from '../../../xml/edit.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { find, has } from '../../../xml/read.ts';
import { type Table, table } from '../../../xml/table.ts';
import { changeDevices } from '../devices.ts';

/** Digits of each part of a PCI address. */
const pciDigits: Table<number> = table({ domain: 4, bus: 2, slot: 2, function: 1 });

/** The domain with the PCI addresses that the user gave in libvirt's hexadecimal (virDomainDeviceInfoFormat). */
export const withHexAddresses = (tree: XmlElement): XmlElement =>
  changeDevices(tree, (devices) =>
    devices.map((device) =>
      has(find(device, 'address'), 'type', 'pci') ? withChild(device, 'address', inHex) : device,
    ),
  );

const inHex = (address: XmlElement): XmlElement => ({
  ...address,
  attributes: address.attributes.map(([name, value]) => [name, pciNumber(value, pciDigits[name])]),
});

const pciNumber = (value: string, digits: number | undefined) =>
  digits === undefined || !/^(0x[0-9a-fA-F]{1,8}|[0-9]{1,8})$/.test(value)
    ? value
    : `0x${Number(value).toString(16).padStart(digits, '0')}`;
