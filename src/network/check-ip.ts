import { LibvirtError } from '../protocol/errors.ts';
import type { XmlElement } from '../xml/node.ts';
import { attribute, elements, find } from '../xml/read.ts';
import { type Address, bitsOf, formatAddress, maskOf, parseAddress, prefixOfMask } from './address.ts';
import { internal, unsupported, xmlError } from './refuse.ts';

/**
 * Checks one ip element of a network (virNetworkIPDefParseXML).
 * @throws LibvirtError in libvirt's words for addresses that are none or do not go together.
 */
export function checkIp(ip: XmlElement, network: string): void {
  const address = addressOf(ip, network);
  const prefix = prefixOf(ip, address, network);
  for (const range of elements(find(ip, 'dhcp'), 'range')) checkRange(range, { address, prefix, network });
  for (const host of elements(find(ip, 'dhcp'), 'host')) checkHost(host, address, network);
}

function addressOf(ip: XmlElement, network: string): Address {
  const written = attribute(ip, 'address');
  if (!written) throw xmlError(`Missing required address attribute in network '${network}'`);
  const address = parseAddress(written);
  if (!address) throw xmlError(`Invalid address '${written}' in network '${network}'`);
  const family = attribute(ip, 'family');
  if (family === undefined && address.family === 'ipv6')
    throw unsupported(`no family specified for non-IPv4 address '${written}' in network '${network}'`);
  if (family !== undefined && family !== 'ipv4' && family !== 'ipv6')
    throw xmlError(`Unrecognized family '${family}' in network '${network}'`);
  const name = family === 'ipv4' ? 'IPv4' : 'IPv6';
  if (family !== undefined && family !== address.family)
    throw unsupported(`${family} family specified for non-${name} address '${written}' in network '${network}'`);
  return address;
}

function prefixOf(ip: XmlElement, address: Address, network: string): number | undefined {
  const written = attribute(ip, 'prefix');
  const mask = attribute(ip, 'netmask');
  if (written !== undefined && !/^\s*\+?\d{1,10}$/.test(written))
    throw xmlError(
      `Invalid value for attribute 'prefix' in element 'ip': '${written}'. Expected non-negative integer value`,
    );
  if (written !== undefined && mask !== undefined)
    throw unsupported(`Network '${network}' IP address cannot have both a prefix and a netmask`);
  if (mask !== undefined) return maskPrefix(mask, address, network);
  const prefix = written === undefined ? undefined : Number(written);
  if (prefix !== undefined && prefix > bitsOf(address))
    throw unsupported(
      `Invalid ${address.family === 'ipv4' ? 'IPv4' : 'IPv6'} prefix '${written}' in network '${network}'`,
    );
  return prefix;
}

function maskPrefix(written: string, address: Address, network: string): number | undefined {
  if (address.family !== 'ipv4')
    throw unsupported(
      `netmask not supported for address '${formatAddress(address)}' in network '${network}' (IPv4 only)`,
    );
  const mask = parseAddress(written);
  if (!mask) throw xmlError(`Invalid netmask '${written}' in network '${network}'`);
  return prefixOfMask(mask);
}

interface Around {
  readonly address: Address;
  readonly prefix: number | undefined;
  readonly network: string;
}

/** Both ends, in order, inside the network and neither its own nor its broadcast address (virSocketAddrGetRange). */
function checkRange(range: XmlElement, { address, prefix, network }: Around): void {
  const [start, end] = (['start', 'end'] as const).map((name) => {
    const written = attribute(range, name);
    if (written === undefined) throw xmlError(`Missing '${name}' attribute in dhcp range for network '${network}'`);
    return checkedAddress(written);
  }) as [Address, Address];
  const words = `${formatAddress(start)} - ${formatAddress(end)}`;
  if (start.family !== end.family) throw internal(`mismatch of address family in range ${words}`);
  if (prefix !== undefined) checkInside({ start, end, words, address, prefix });
  if (end.value < start.value) throw internal(`range ${words} is reversed `);
}

function checkedAddress(written: string): Address {
  const address = parseAddress(written);
  if (address) return address;
  // VIR_ERR_SYSTEM_ERROR, in the words of getaddrinfo
  throw new LibvirtError(
    'system error',
    `Cannot parse socket address '${written}': Name or service not known`,
    'network',
  );
}

interface Inside {
  readonly start: Address;
  readonly end: Address;
  readonly words: string;
  readonly address: Address;
  readonly prefix: number;
}

function checkInside({ start, end, words, address, prefix }: Inside): void {
  const mask = maskOf(address, prefix);
  const net = address.value & mask;
  const named = `network ${formatAddress(address)}/${prefix}`;
  if ([start, end].some(({ family, value }) => family !== address.family || (value & mask) !== net))
    throw internal(`range ${words} is not entirely within ${named}`);
  if (end.value < start.value) throw internal(`range ${words} is reversed `);
  if (start.value === net) throw internal(`start of range ${words} in ${named} is the network address`);
  const last = net | ((1n << BigInt(bitsOf(address))) - 1n - mask);
  if (address.family === 'ipv4' && end.value === last)
    throw internal(`end of range ${words} in ${named} is the broadcast address`);
}

/** What a static address is given for: a card's address or a name, and an id instead for IPv6. */
function checkHost(host: XmlElement, { family }: Address, network: string): void {
  const [mac, name, id, ip] = ['mac', 'name', 'id', 'ip'].map((key) => attribute(host, key));
  if (mac !== undefined) checkHostMac(mac, family, network);
  if (family === 'ipv4' && mac === undefined && name === undefined)
    throw xmlError(`Static host definition in IPv4 network '${network}' must have mac or name attribute`);
  if (family === 'ipv6' && id === undefined && name === undefined)
    throw xmlError(`Static host definition in IPv6 network '${network}' must have id or name attribute`);
  if (ip === undefined) throw xmlError(`Missing IP address in static host definition for network '${network}'`);
  if (!parseAddress(ip)) throw xmlError(`Invalid IP address in static host definition for network '${network}'`);
}

function checkHostMac(mac: string, family: Address['family'], network: string): void {
  if (family === 'ipv6')
    throw xmlError(`Invalid to specify MAC address '${mac}' in network '${network}' IPv6 static host definition`);
  if (!/^[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}$/.test(mac))
    throw xmlError(`Cannot parse MAC address '${mac}' in network '${network}'`);
  if (Number.parseInt(mac, 16) % 2 === 1)
    throw xmlError(`expected unicast mac address, found multicast '${mac}' in network '${network}'`);
}
