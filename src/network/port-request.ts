import type { XmlSource } from '../xml/cursor.ts';
import { element, type XmlElement } from '../xml/node.ts';
import { attribute, elements, find, textOf } from '../xml/read.ts';
import { tidied } from '../xml/tidy.ts';
import { parseXml } from '../xml/tree.ts';
import type { PortRequest } from './allocate.ts';
import { internal } from './refuse.ts';

const source: XmlSource = { name: '(networkport_definition)', domain: 'network' };

/** What a client's XML of a port asks for (virNetworkPortDefParseXML). @throws LibvirtError for what is missing in it. */
export function parsePortRequest(xml: string): PortRequest {
  const tree = tidied(parseXml(xml, source));
  const [uuid, name, ownerUuid, mac] = [
    textOf(find(tree, 'uuid')),
    textOf(find(tree, 'owner', 'name')),
    textOf(find(tree, 'owner', 'uuid')),
    attribute(find(tree, 'mac'), 'address'),
  ];
  if (!uuid) throw internal('network port has no uuid');
  if (!name) throw internal('network port has no owner name');
  if (!ownerUuid) throw internal('network port has no owner UUID');
  if (!mac) throw internal('network port has no mac');
  return { uuid, owner: { name, uuid: ownerUuid }, mac, card: cardOf(tree) };
}

/** The card that would ask for the same: what a port says of itself, a card says in other places. */
function cardOf(tree: XmlElement): XmlElement {
  const group = textOf(find(tree, 'group'));
  const trust = attribute(find(tree, 'rxfilters'), 'trustGuest');
  const kept = elements(tree).filter(({ name }) => ['virtualport', 'bandwidth', 'vlan', 'port'].includes(name));
  return element('interface', { trustGuestRxFilters: trust }, [element('source', { portgroup: group }), ...kept]);
}
