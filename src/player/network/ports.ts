import { randomUuid } from '../../clock/uuid.ts';
import {
  attribute,
  devicesOf,
  find,
  macOf,
  type PluggedPort,
  portsIn,
  targetOf,
  type XmlElement,
} from '../../domain/definition/index.ts';
import type { Domain } from '../../domain/domain.ts';
import { allocatePort, type Network, type NetworkPort, noNetwork } from '../../network/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { Connection } from '../../protocol/sides.ts';
import type { Caller } from '../caller.ts';
import { logError } from '../error-log.ts';
import { take } from '../locked.ts';
import type { Services } from '../services.ts';
import { playNetwork } from './play.ts';

/**
 * Each of the guest's cards on a network gets a port, then every card its device on the host. The first failure is
 * returned; ports that were created stay until the guest's undo deletes them.
 */
export async function createPorts(services: Services, domain: Domain): Promise<LibvirtError | undefined> {
  domain.ports = [];
  // libvirt has given devices their aliases and labels by now: a guest that ends here shows them (7b-net-port-created-fails).
  domain.appearance = { ...domain.appearance, reached: 'start' };
  const cards = cardsOf(domain);
  for (const [index, { network }] of domain.definition.interfaces.entries()) {
    const card = cards[index];
    const failure = network === undefined ? undefined : await createPort(services, domain, network, card);
    if (failure) return failure;
  }
  nameDevices(services, domain);
  return undefined;
}

const cardsOf = ({ definition }: Domain) => devicesOf(definition.tree, 'interface');

/** What a running guest's cards are plugged into, as its definition says where nobody else does. */
const pluggedNow = ({ ports, definition }: Domain) => ports ?? portsIn(definition.tree);

async function createPort(services: Services, domain: Domain, name: string, card: XmlElement | undefined) {
  const network = services.networks.byName(name);
  const mac = macOf(card);
  if (!network || !card || mac === undefined) return noNetwork(`name '${name}'`);
  return holding(services, network, 'NetworkPortCreateXML', async () => {
    const { name, uuid } = domain.definition;
    const port = allocatePort(network, { uuid: randomUuid(services.random), owner: { name, uuid }, mac, card });
    const before = domain.ports ?? [];
    domain.ports = [...before, pluggedInto(services, port)];
    const failure = await playNetwork(services, { network, port, domain }, 'port create');
    if (failure) domain.ports = before;
    return failure;
  });
}

/** What the guest's XML shows of a port; its uuid once the release has ports of that kind (5.5.0). */
function pluggedInto({ profile }: Services, { uuid, mac, plug }: NetworkPort): PluggedPort {
  const portId = profile.hookData.includes('networkport') ? { portId: uuid } : {};
  if (plug.type === 'direct') return { mac, ...portId, type: 'direct', dev: plug.dev, mode: plug.mode };
  return { mac, ...portId, bridge: plug.bridge, ...(plug.type === 'bridge' && { type: 'bridge' }) };
}

/** Cards that have a device on the host get a name for it, unless the user gave one. */
function nameDevices(services: Services, domain: Domain): void {
  domain.ports = cardsOf(domain).map((card) => named(services, domain, card));
}

function named({ deviceNames }: Services, domain: Domain, card: XmlElement): PluggedPort {
  const mac = macOf(card) ?? '';
  const port: PluggedPort = domain.ports?.findLast((other) => other.mac === mac) ?? { mac };
  const kind = deviceKind(domain, port.type ?? attribute(card, 'type') ?? 'user');
  const written = targetOf(card);
  const isNamed = written !== '' && !/^(vnet|macvtap|macvlan)/.test(written);
  return kind && !isNamed ? { ...port, target: deviceNames.next(kind) } : port;
}

/**
 * A running guest gets a card more: its port with the network's hooks, and its device on the host
 * (qemuDomainAttachNetDevice). A failure is returned; nothing is left of the card then.
 */
export async function plugCard(
  services: Services,
  domain: Domain,
  card: XmlElement,
): Promise<LibvirtError | undefined> {
  const before = pluggedNow(domain);
  domain.ports = before;
  const network = attribute(find(card, 'source'), 'network');
  const failure = network === undefined ? undefined : await createPort(services, domain, network, card);
  if (failure) return failure;
  const plugged = named(services, domain, card);
  domain.ports = [...before, plugged];
  return undefined;
}

/**
 * A running guest's card is changed: it gets another port, then gives its old one back, whatever the change was
 * (qemuDomainChangeNet; recording 7h-hotplug-update). A failure is returned, and the card stays where it was.
 */
export async function replugCard(
  services: Services,
  domain: Domain,
  card: XmlElement,
): Promise<LibvirtError | undefined> {
  const before = pluggedNow(domain);
  const own = before.find(({ mac }) => mac === macOf(card));
  const network = attribute(find(card, 'source'), 'network');
  if (!own || network === undefined) return undefined;
  domain.ports = before.filter((port) => port !== own);
  const failure = await createPort(services, domain, network, card);
  const created = domain.ports.findLast(({ mac }) => mac === own.mac);
  domain.ports = before;
  if (failure) return failure;
  for (const { network: old, port } of portsOf(services, domain))
    if (port.uuid === own.portId) await deletePort(services, domain, old, port);
  domain.ports = before.map((port) => (port === own ? { ...own, ...created } : port));
  return undefined;
}

/** A running guest's card is gone: its port goes too, with the network's hooks, whose failure changes nothing. */
export async function unplugCard(services: Services, domain: Domain, mac: string): Promise<void> {
  const ports = pluggedNow(domain);
  const own = ports.find((port) => port.mac === mac);
  domain.ports = ports;
  for (const { network, port } of portsOf(services, domain))
    if (port.uuid === own?.portId || (port.mac === mac && own?.portId === undefined))
      await deletePort(services, domain, network, port);
  domain.ports = ports.filter((port) => port !== own);
}

function deviceKind({ driver }: Domain, type: string) {
  if (type === 'direct') return driver === 'lxc' ? 'macvlan' : 'macvtap';
  return type === 'network' || type === 'bridge' || type === 'ethernet' ? 'vnet' : undefined;
}

/** The guest's cards give their ports back. Nothing keeps a guest from ending. */
export async function deletePorts(services: Services, domain: Domain): Promise<void> {
  const there = portsOf(services, domain);
  logLost(services, domain, there);
  for (const { network, port } of there) await deletePort(services, domain, network, port);
  domain.ports = [];
}

const deletePort = (services: Services, domain: Domain, network: Network, port: NetworkPort) =>
  holding(services, network, 'NetworkPortDelete', async () => {
    const { status } = network;
    if (status.state !== 'active' || !status.ports.has(port.uuid)) return undefined;
    return playNetwork(services, { network, port, domain }, 'port delete');
  });

/** Ports that went with their network, which was destroyed under the guest, are looked for in vain (virNetworkObjLookupPort). */
function logLost(services: Services, { ports = [] }: Domain, there: readonly { readonly port: NetworkPort }[]): void {
  for (const { portId } of ports)
    if (portId !== undefined && !there.some(({ port }) => port.uuid === portId))
      logError(
        services,
        new LibvirtError('no network port', `Network port with UUID ${portId} does not exist`, 'network'),
      );
}

/**
 * A guest that was running when the daemon was started anew: its devices' names are taken, and where the release calls the
 * hook for its ports now, it is called. Must come before the guest's `reconnect` hook.
 */
export async function reconnectPorts(services: Services, domain: Domain): Promise<void> {
  for (const card of cardsOf(domain)) services.deviceNames.reserve(targetOf(card));
  if (services.profile.portsRenewedWith !== 'guest') return;
  for (const { network, port } of portsOf(services, domain))
    await holding(services, network, 'NetworkPortCreateXML', () =>
      // The journal tells of it as the network's own affair: the guest does nothing at that moment.
      playNetwork(services, { network, port }, 'port renew'),
    );
}

/** The guest's ports on all networks, in the order of its cards. */
function portsOf({ networks }: Services, { definition }: Domain) {
  const place = ({ mac }: NetworkPort) => definition.interfaces.findIndex((card) => card.mac === mac);
  return networks
    .all()
    .flatMap((network) =>
      network.status.state === 'active' ? [...network.status.ports.values()].map((port) => ({ network, port })) : [],
    )
    .filter(({ port }) => port.owner.uuid === definition.uuid)
    .sort((a, b) => place(a.port) - place(b.port));
}

/** One driver's call on another belongs to no client. */
const nobody: Connection = { client: 'the daemon', notice: () => {}, onClose: () => () => {} };

async function holding<T>(
  services: Services,
  network: Network,
  api: Caller['api'],
  work: () => Promise<T>,
): Promise<T> {
  const release = await take(services, network.lock, { api, connection: nobody }, network.definition.name);
  try {
    return await work();
  } finally {
    release();
  }
}
