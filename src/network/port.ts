import type { XmlSource } from '../xml/cursor.ts';
import { element, textElement, type XmlElement } from '../xml/node.ts';
import { printXml } from '../xml/print.ts';
import { attribute, find, textOf } from '../xml/read.ts';
import { tidied } from '../xml/tidy.ts';
import { parseXml } from '../xml/tree.ts';
import { layouts } from './layout-table.ts';

/** What a port is plugged into (virNetworkPortPlugType): libvirt's own bridge, the host's bridge, or one of its cards. */
export type Plug =
  | { readonly type: 'network' | 'bridge'; readonly bridge: string; readonly macTableManager?: string }
  | { readonly type: 'direct'; readonly dev: string; readonly mode: string };

/** The guest whose card a port is for. */
export interface PortOwner {
  readonly name: string;
  readonly uuid: string;
}

/** A guest's place on a network (virNetworkPortDef). */
export interface NetworkPort {
  readonly uuid: string;
  readonly owner: PortOwner;
  /** The card's address. */
  readonly mac: string;
  readonly plug: Plug;
  /** What else the card, its portgroup or the network say of it: vlan, bandwidth, portgroup name and the like. */
  readonly settings: readonly XmlElement[];
}

/** A port's XML as libvirt writes it, ending with a newline (virNetworkPortDefFormatBuf). */
export function formatPort({ uuid, owner, mac, plug, settings }: NetworkPort, indent = ''): string {
  const tree = element('networkport', {}, [
    textElement('uuid', uuid),
    element('owner', {}, [textElement('name', owner.name), textElement('uuid', owner.uuid)]),
    element('mac', { address: mac }),
    ...settings,
    element('plug', { ...plug }),
  ]);
  return printXml(tree, layouts, { indent });
}

/** The text of a port's status file (virNetworkPortDefParseFile). */
const portSource: XmlSource = { name: '(networkport_definition)', domain: 'network' };
const own = ['uuid', 'owner', 'mac', 'plug'];

/** Reads what `formatPort` wrote; undefined for text that is no port. @throws LibvirtError for malformed XML. */
export function parsePort(xml: string): NetworkPort | undefined {
  const tree = tidied(parseXml(xml, portSource));
  const uuid = textOf(find(tree, 'uuid'));
  const name = textOf(find(tree, 'owner', 'name'));
  const ownerUuid = textOf(find(tree, 'owner', 'uuid'));
  const mac = attribute(find(tree, 'mac'), 'address');
  const plug = plugOf(find(tree, 'plug'));
  if (!uuid || !name || !ownerUuid || !mac || !plug) return undefined;
  const settings = tree.children.filter((node) => node.kind === 'element' && !own.includes(node.name));
  return { uuid, owner: { name, uuid: ownerUuid }, mac, plug, settings: settings as readonly XmlElement[] };
}

function plugOf(plug: XmlElement | undefined): Plug | undefined {
  const [type, bridge, dev, mode] = ['type', 'bridge', 'dev', 'mode'].map((name) => attribute(plug, name));
  const macTableManager = attribute(plug, 'macTableManager');
  if ((type === 'network' || type === 'bridge') && bridge)
    return { type, bridge, ...(macTableManager && { macTableManager }) };
  return type === 'direct' && dev && mode ? { type, dev, mode } : undefined;
}
