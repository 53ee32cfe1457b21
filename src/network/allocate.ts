import { element, textElement, type XmlElement } from '../xml/node.ts';
import { attribute, elements, find } from '../xml/read.ts';
import { isVirtual } from './definition.ts';
import { checkFloor } from './floor.ts';
import type { ActiveNetwork, Network } from './network.ts';
import type { NetworkPort, Plug, PortOwner } from './port.ts';
import { internal, notActive, unsupported } from './refuse.ts';

/** A guest's card that wants a place on a network. */
export interface PortRequest {
  readonly uuid: string;
  readonly owner: PortOwner;
  readonly mac: string;
  /** The card as the guest's XML has it. */
  readonly card: XmlElement;
}

/**
 * The port a card gets: what it is plugged into, and what the card, its portgroup and the network say (networkAllocatePort).
 * @throws LibvirtError when the network is not active or cannot take it.
 */
export function allocatePort(network: Network, { uuid, owner, mac, card }: PortRequest): NetworkPort {
  const { definition, status } = network;
  if (status.state !== 'active') throw notActive(definition.name);
  const group = portgroupOf(definition.tree, attribute(find(card, 'source'), 'portgroup'));
  const settings = settingsOf(card, definition.tree, group);
  checkVirtualPort(network, settings);
  checkFloor(network, { uuid, mac, settings });
  return { uuid, owner, mac, plug: plugFor(network, status), settings };
}

/** The portgroup of that name, or the default one where the card names none. */
function portgroupOf(tree: XmlElement, name: string | undefined): XmlElement | undefined {
  return elements(tree, 'portgroup').find((group) =>
    name === undefined ? attribute(group, 'default') === 'yes' : attribute(group, 'name') === name,
  );
}

/** The card's own words first, then its portgroup's, then the network's; a network's bandwidth is not its ports'. */
function settingsOf(card: XmlElement, tree: XmlElement, group: XmlElement | undefined): readonly XmlElement[] {
  const first = (name: string, ...owners: readonly (XmlElement | undefined)[]) =>
    owners.map((owner) => find(owner, name)).find((found) => found !== undefined);
  const portgroup = attribute(find(card, 'source'), 'portgroup');
  const trust = [card, group, tree].map((owner) => attribute(owner, 'trustGuestRxFilters')).find(Boolean);
  return [
    portgroup === undefined ? undefined : textElement('group', portgroup),
    first('virtualport', card, group, tree),
    first('bandwidth', card, group),
    first('vlan', card, group, tree),
    first('port', card, tree),
    trust === undefined ? undefined : element('rxfilters', { trustGuest: trust }),
  ].filter((setting) => setting !== undefined);
}

/** Which kinds of virtual port the network can do. */
function checkVirtualPort({ definition: { name, mode, bridge } }: Network, settings: readonly XmlElement[]): void {
  const type = attribute(
    settings.find((setting) => setting.name === 'virtualport'),
    'type',
  );
  if (type === undefined) return;
  const words = (how: string) => unsupported(`<virtualport type='${type}'> not supported for network '${name}' ${how}`);
  if (isVirtual(mode)) throw words('which uses IP forwarding');
  if (mode === 'bridge' && bridge !== undefined && type !== 'openvswitch') throw words('which uses a bridge device');
  if (bridge === undefined && type !== '802.1Qbg' && type !== '802.1Qbh') throw words('which uses a macvtap device');
}

function plugFor({ definition }: Network, status: ActiveNetwork): Plug {
  const { name, mode, bridge, tree } = definition;
  const macTableManager = attribute(find(tree, 'bridge'), 'macTableManager');
  if (bridge !== undefined)
    return { type: isVirtual(mode) ? 'network' : 'bridge', bridge, ...(macTableManager && { macTableManager }) };
  // hooklab's hosts have no SR-IOV cards to give away.
  if (mode === 'hostdev' || find(tree, 'forward', 'pf')) throw noneLeft(name);
  return { type: 'direct', dev: cardFor(name, definition.devices, mode, status), mode };
}

/** The least used of the host's cards; one that nobody uses where guests do not share. */
function cardFor(name: string, devices: readonly string[], mode: string, { byDevice }: ActiveNetwork): string {
  const used = (dev: string) => byDevice.get(dev) ?? 0;
  const [first, ...others] = devices;
  if (first === undefined)
    throw internal(`network '${name}' uses a direct mode, but has no forward dev and no interface pool`);
  const least = others.reduce((best, dev) => (used(dev) < used(best) ? dev : best), first);
  if (mode === 'passthrough' && used(least) > 0) throw noneLeft(name);
  return least;
}

const noneLeft = (name: string) =>
  internal(`network '${name}' requires exclusive access to interfaces, but none are available`);

/** Counts a port in, or out again (networkAllocatePort, networkReleasePort). */
export function countPort(status: ActiveNetwork, { plug }: NetworkPort, by: 1 | -1): void {
  status.connections = Math.max(0, status.connections + by);
  if (plug.type !== 'direct') return;
  status.byDevice.set(plug.dev, Math.max(0, (status.byDevice.get(plug.dev) ?? 0) + by));
}
