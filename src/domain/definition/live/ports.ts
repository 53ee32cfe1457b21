import { changeEach } from '../devices.ts';
import { withAttributes, withChild } from '../xml/edit.ts';
import type { XmlElement } from '../xml/node.ts';
import { attribute, find } from '../xml/read.ts';

/** What a network card of a running guest is plugged into. */
export interface PluggedPort {
  /** The card's address. */
  readonly mac: string;
  /** UUID of the network's port. */
  readonly portId?: string;
  /** The network's bridge on the host. */
  readonly bridge?: string;
  /** The card's device on the host, for instance vnet0. */
  readonly target?: string;
}

/** The domain with what its network cards are plugged into (virDomainActualNetDefContentsFormat). */
export const withPorts = (tree: XmlElement, ports: readonly PluggedPort[]): XmlElement =>
  changeEach(tree, 'interface', (card) => {
    const mac = attribute(find(card, 'mac'), 'address');
    const port = ports.find((other) => other.mac === mac);
    return port ? plugged(card, port) : card;
  });

function plugged(card: XmlElement, { portId, bridge, target }: PluggedPort): XmlElement {
  const sourced = withChild(card, 'source', (source) => withAttributes(source, defined({ portid: portId, bridge })));
  return target === undefined
    ? sourced
    : withChild(sourced, 'target', (owner) => withAttributes(owner, { dev: target }));
}

// A value that is not known leaves what the user wrote.
const defined = (values: Readonly<Record<string, string | undefined>>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
