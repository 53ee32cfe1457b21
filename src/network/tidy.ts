import type { Random } from '../clock/random.ts';
import { mapElements, withAttributes, withChild, withChildren } from '../xml/edit.ts';
import { type AttributeValues, element, textElement, type XmlElement } from '../xml/node.ts';
import { attribute, elements, find, textOf } from '../xml/read.ts';
import { formatAddress, parseAddress } from './address.ts';
import { isVirtual } from './definition.ts';
import { modeOf, tidyForward } from './forward.ts';
import { bridgeMac, uuidOf } from './identity.ts';
import { xmlError } from './refuse.ts';

/**
 * A network's tree in the form libvirt reads it into: defaults filled in, addresses in their usual notation, elements
 * that say nothing left out.
 */
export function tidyNetwork(tree: XmlElement, name: string, random: Random): XmlElement {
  const uuid = uuidOf(textOf(find(tree, 'uuid')), random);
  const identified = withChild(tree, 'uuid', (owner) => withChildren(owner, textElement('uuid', uuid).children));
  const bridged = isVirtual(modeOf(find(tree, 'forward'))) ? withChild(identified, 'bridge', (it) => it) : identified;
  const tidied = mapElements(bridged, (child) => tidyPart(child, bridged, name));
  return withAttributes(tidied, { connections: undefined, ipv6: ipv6Of(tree, name) });
}

function ipv6Of(tree: XmlElement, name: string): string | undefined {
  const written = attribute(tree, 'ipv6');
  if (written === undefined || written === 'no') return undefined;
  if (written === 'yes') return written;
  throw xmlError(`Invalid ipv6 setting '${written}' in network '${name}'`);
}

/** One child of a network; undefined for one that says nothing. */
function tidyPart(part: XmlElement, tree: XmlElement, network: string): XmlElement | undefined {
  switch (part.name) {
    case 'forward':
      return tidyForward(part, network);
    case 'bridge':
      return tidyBridge(part, tree, network);
    case 'mac':
      return withMac(part, network);
    case 'domain':
      return attribute(part, 'name') === undefined ? undefined : part;
    case 'mtu':
      return tidyMtu(part, network);
    case 'dns':
    case 'bandwidth':
      return part.attributes.length + part.children.length === 0 ? undefined : part;
    case 'ip':
      return tidyIp(part);
    case 'portgroup':
      return tidyPortgroup(part);
    default:
      return part;
  }
}

/** stp is on and the delay 0 unless they say otherwise; of a bridge that is not libvirt's own only the name counts. */
function tidyBridge(bridge: XmlElement, tree: XmlElement, network: string): XmlElement | undefined {
  const name = attribute(bridge, 'name') || undefined;
  const macTableManager = attribute(bridge, 'macTableManager');
  if (macTableManager !== undefined && macTableManager !== 'kernel' && macTableManager !== 'libvirt')
    throw xmlError(`Invalid macTableManager setting '${macTableManager}' in network '${network}'`);
  const delay = attribute(bridge, 'delay') || '0';
  if (!/^\s*\+?\d{1,15}$/.test(delay)) throw xmlError(`Invalid delay value in network '${network}'`);
  if (!isVirtual(modeOf(find(tree, 'forward'))))
    return name === undefined ? undefined : element('bridge', { name, macTableManager });
  const stp = attribute(bridge, 'stp') === 'off' ? 'off' : 'on';
  return withAttributes(bridge, { name, stp, delay: String(Number(delay)) });
}

function withMac(mac: XmlElement, network: string): XmlElement | undefined {
  const address = attribute(mac, 'address');
  return address === undefined ? undefined : withAttributes(mac, { address: bridgeMac(address, network) });
}

function tidyMtu(mtu: XmlElement, network: string): XmlElement | undefined {
  const size = attribute(mtu, 'size');
  if (size === undefined) return undefined;
  if (!/^\s*\+?\d{1,9}$/.test(size)) throw xmlError(`Invalid mtu size '${size}' in network '${network}'`);
  return mtu;
}

const tidyIp = (ip: XmlElement): XmlElement =>
  mapElements(withAddresses(ip, ['address', 'netmask']), (child) => (child.name === 'dhcp' ? tidyDhcp(child) : child));

/** Without ranges and static addresses nothing else of dhcp is written either. */
function tidyDhcp(dhcp: XmlElement): XmlElement | undefined {
  const tidied = mapElements(dhcp, (child) => withAddresses(child, ['start', 'end', 'ip', 'server']));
  return elements(dhcp, 'range').length + elements(dhcp, 'host').length === 0 ? undefined : tidied;
}

function withAddresses(owner: XmlElement, names: readonly string[]): XmlElement {
  const values = names.flatMap((name): readonly (readonly [string, string])[] => {
    const address = parseAddress(attribute(owner, name) ?? '');
    return address ? [[name, formatAddress(address)]] : [];
  });
  return withAttributes(owner, Object.fromEntries(values) as AttributeValues);
}

/** Only a default says that it is one. */
export function tidyPortgroup(group: XmlElement): XmlElement {
  if (attribute(group, 'name') === undefined) throw xmlError('Missing required name attribute in portgroup');
  return attribute(group, 'default')?.toLowerCase() === 'yes'
    ? withAttributes(group, { default: 'yes' })
    : withAttributes(group, { default: undefined });
}
