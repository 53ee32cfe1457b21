import { LibvirtError } from '../protocol/errors.ts';
import type { XmlElement } from '../xml/node.ts';
import { attribute, find } from '../xml/read.ts';
import { isVirtual } from './definition.ts';
import type { Network } from './network.ts';
import type { NetworkPort } from './port.ts';
import { invalid, unsupported } from './refuse.ts';

/**
 * Whether the network can promise a card as much of what comes in as it wants at least, KiB per second, beside what it has
 * promised others (networkCheckBandwidth).
 * @throws LibvirtError (config or operation unsupported, operation invalid) in libvirt's words.
 */
export function checkFloor(network: Network, { uuid, mac, settings }: Omit<NetworkPort, 'owner' | 'plug'>): void {
  const { name, mode, tree, bridge = '' } = network.definition;
  const floor = floorOf(settings);
  if (floor === 0) return;
  const misused = (why: string) => `Invalid use of 'floor' on interface with MAC address ${mac} - ${why}`;
  if (!isVirtual(mode)) throw unsupported(misused(onlyVirtual));
  const inbound = find(tree, 'bandwidth', 'inbound');
  if (!inbound)
    throw new LibvirtError('operation unsupported', misused(`network '${name}' has no inbound QoS set`), 'network');
  const sum = promised(network, uuid) + floor;
  const [kind, most] = attribute(inbound, 'peak')
    ? ['peak', kib(inbound, 'peak')]
    : ['average', kib(inbound, 'average')];
  if (sum <= most) return;
  const why = `new combined inbound floor=${sum} would overcommit ${kind}=${most} on network '${name}'`;
  throw invalid(`Cannot plug '${mac}' interface into '${bridge}' because ${why}`);
}

const onlyVirtual =
  "'floor' is only supported for interface type 'network' with forward type 'nat', 'route', 'open' or none";

/** What the network's other ports were promised. */
function promised({ status }: Network, uuid: string): number {
  if (status.state !== 'active') return 0;
  const others = [...status.ports.values()].filter((port) => port.uuid !== uuid);
  return others.reduce((sum, { settings }) => sum + floorOf(settings), 0);
}

const floorOf = (settings: readonly XmlElement[]): number =>
  kib(
    find(
      settings.find(({ name }) => name === 'bandwidth'),
      'inbound',
    ),
    'floor',
  );
const kib = (owner: XmlElement | undefined, name: string): number => Number(attribute(owner, name) ?? 0);
