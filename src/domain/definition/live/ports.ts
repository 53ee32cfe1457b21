import { mapElements, withAttributes, withChild } from '../../../xml/edit.ts';
import type { XmlElement } from '../../../xml/node.ts';
import { attribute, find } from '../../../xml/read.ts';
import { changeEach, devicesOf, macOf, targetOf } from '../devices.ts';

/** What a network card of a running guest is plugged into. */
export interface PluggedPort {
  /** The card's address. */
  readonly mac: string;
  /** libvirt's interface type where the network makes it another one: bridge, direct. */
  readonly type?: string;
  /** UUID of the network's port. */
  readonly portId?: string;
  /** The network's bridge on the host. */
  readonly bridge?: string;
  /** The host's own card, and how it is shared, where there is no bridge. */
  readonly dev?: string;
  readonly mode?: string;
  /** The card's device on the host, for instance vnet0. */
  readonly target?: string;
}

/**
 * The domain with what its network cards are plugged into (virDomainActualNetDefContentsFormat); without ports it stays
 * as it is.
 */
export const withPorts = (tree: XmlElement, ports: readonly PluggedPort[] | undefined): XmlElement =>
  ports ? withEach(withoutPorts(tree), [...ports]) : tree;

// Cards may have the same address: each takes the first port of it that is left.
function withEach(tree: XmlElement, left: (PluggedPort | undefined)[]): XmlElement {
  return changeEach(tree, 'interface', (card) => {
    const mac = macOf(card);
    const place = left.findIndex((port) => port?.mac === mac);
    const port = left[place];
    left[place] = undefined;
    return port ? plugged(card, port) : card;
  });
}

function plugged(card: XmlElement, { type, portId, bridge, dev, mode, target }: PluggedPort): XmlElement {
  const typed = withAttributes(card, defined({ type }));
  const sourced = withSource(typed, defined({ portid: portId, bridge, dev, mode }));
  return target === undefined
    ? sourced
    : withChild(sourced, 'target', (owner) => withAttributes(owner, { dev: target }));
}

const withSource = (card: XmlElement, values: Readonly<Record<string, string | undefined>>) =>
  Object.keys(values).length === 0 ? card : withChild(card, 'source', (source) => withAttributes(source, values));

// A value that is not known leaves what the user wrote.
const defined = (values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

/** The domain without what only a running guest's cards have: a definition does not keep it (virDomainNetDefParseXML). */
export const withoutPorts = (tree: XmlElement): XmlElement =>
  changeEach(tree, 'interface', (card) => withoutTarget(unplugged(card)));

function unplugged(card: XmlElement): XmlElement {
  const source = find(card, 'source');
  const onNetwork = attribute(source, 'network') !== undefined;
  const live = { portid: undefined, bridge: undefined, dev: undefined, mode: undefined };
  if (!onNetwork) return card;
  return withChild(withAttributes(card, { type: 'network' }), 'source', (it) => withAttributes(it, live));
}

/** Names that libvirt gives to devices; a name of the user's own is kept. */
const generated = /^(?:vnet|macvtap|macvlan)/;

function withoutTarget(card: XmlElement): XmlElement {
  if (!generated.test(targetOf(card))) return card;
  return mapElements(card, (child) => {
    if (child.name !== 'target') return child;
    const kept = withAttributes(child, { dev: undefined });
    return kept.attributes.length > 0 ? kept : undefined;
  });
}

/** What the cards of a running guest are plugged into, as its own definition says after a new daemon has read it. */
export const portsIn = (tree: XmlElement): readonly PluggedPort[] =>
  devicesOf(tree, 'interface').map((card) => {
    const source = find(card, 'source');
    const onNetwork = attribute(source, 'network') !== undefined;
    const type = attribute(card, 'type');
    const own = { bridge: attribute(source, 'bridge'), dev: attribute(source, 'dev'), mode: attribute(source, 'mode') };
    return {
      mac: macOf(card) ?? '',
      ...defined({
        ...(onNetwork && { ...own, portId: attribute(source, 'portid'), type: type === 'network' ? undefined : type }),
        target: attribute(find(card, 'target'), 'dev'),
      }),
    };
  });
