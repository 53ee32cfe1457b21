import { layoutOf } from '../xml/layout.ts';
import { isElement, type XmlElement, type XmlNode } from '../xml/node.ts';
import { layouts } from './layout-table.ts';

/** The element with only what libvirt knows of: it reads what it knows and writes what it read. Metadata is kept whole. */
export function known(owner: XmlElement, parent = ''): XmlElement {
  if (owner.name === 'metadata') return owner;
  const { attributes = [], children } = layoutOf(layouts, parent, owner.name);
  const isKnown = (name: string) => attributes.includes(name) || name.startsWith('xmlns:');
  return {
    ...owner,
    attributes: owner.attributes.filter(([name]) => isKnown(name)),
    children: owner.children.flatMap((node) => knownChild(node, owner.name, children)),
  };
}

function knownChild(node: XmlNode, parent: string, children: readonly string[] | undefined): readonly XmlNode[] {
  if (!isElement(node)) return children ? [] : [node];
  return children?.includes(node.name) ? [known(node, parent)] : [];
}
