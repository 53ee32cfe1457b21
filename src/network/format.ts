import { withAttributes, withChild, withChildren } from '../xml/edit.ts';
import type { XmlElement } from '../xml/node.ts';
import { printXml } from '../xml/print.ts';
import { attribute } from '../xml/read.ts';
import type { NetworkDefinition } from './definition.ts';
import { layouts } from './layout-table.ts';

/** How much a network is used: guests' cards on it, and on each of the host's own cards. */
export interface Usage {
  readonly connections: number;
  readonly byDevice: ReadonlyMap<string, number>;
}

export interface NetworkForm {
  /** Shown of a network that is active, and nowhere else (virNetworkDefFormat without VIR_NETWORK_XML_INACTIVE). */
  readonly usage?: Usage | undefined;
  /** Blanks before each line. */
  readonly indent?: string;
}

/** A network's XML as libvirt writes it, ending with a newline. */
export const formatNetworkXml = ({ tree }: NetworkDefinition, { usage, indent = '' }: NetworkForm = {}): string =>
  printXml(usage ? withUsage(tree, usage) : tree, layouts, { indent });

function withUsage(tree: XmlElement, { connections, byDevice }: Usage): XmlElement {
  const counted = withAttributes(tree, { connections: count(connections) });
  if (byDevice.size === 0) return counted;
  return withChild(counted, 'forward', (forward) =>
    withChildren(
      forward,
      forward.children.map((child) =>
        child.kind === 'element' && child.name === 'interface'
          ? withAttributes(child, { connections: count(byDevice.get(attribute(child, 'dev') ?? '') ?? 0) })
          : child,
      ),
    ),
  );
}

// A count of nothing is not written.
const count = (used: number) => (used > 0 ? String(used) : undefined);
