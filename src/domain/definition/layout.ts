import { type Layout, layouts } from './layout-table.ts';
import { isElement, type XmlElement } from './xml/node.ts';

/** The element with its attributes and child elements in libvirt's order; comments and white space between elements are gone. */
export function arranged(owner: XmlElement, parent: string): XmlElement {
  const layout = layouts[`${parent}/${owner.name}`] ?? layouts[owner.name] ?? {};
  return {
    ...owner,
    attributes: inOrder(owner, layout),
    children: sorted(elementsOf(owner), layout.children, (child) => child.name),
  };
}

// Namespace declarations come after the attributes, as virXMLNamespaceFormatNS adds them.
const inOrder = ({ attributes }: XmlElement, layout: Layout) => {
  const declarations = attributes.filter(([name]) => isDeclaration(name));
  const others = attributes.filter(([name]) => !isDeclaration(name));
  return [...sorted(others, layout.attributes, ([name]) => name), ...declarations];
};

const isDeclaration = (name: string) => name === 'xmlns' || name.startsWith('xmlns:');
const elementsOf = (owner: XmlElement) => owner.children.filter(isElement);

/** A stable sort by place in `order`; what is not in it keeps its place after the rest. */
export function sorted<T>(
  items: readonly T[],
  order: readonly string[] = [],
  nameOf: (item: T) => string,
): readonly T[] {
  const place = (item: T) => (order.indexOf(nameOf(item)) + order.length + 1) % (order.length + 1);
  return order.length === 0 ? items : [...items].sort((a, b) => place(a) - place(b));
}
