import { isElement, type XmlElement } from './node.ts';
import type { Table } from './table.ts';

/** The order libvirt writes an element's attributes and child elements in; what is not named follows, as it was written. */
export interface Layout {
  readonly attributes?: readonly string[];
  readonly children?: readonly string[];
  /** Written with an end tag of its own, though nothing stands in it. */
  readonly open?: true;
}

/** Layouts by the element's name, or its parent's and its own (`parent/name`) where the name alone is not enough. */
export type Layouts = Table<Layout>;

export const layoutOf = (layouts: Layouts, parent: string, name: string): Layout =>
  layouts[`${parent}/${name}`] ?? layouts[name] ?? {};

/** The element with its attributes and child elements in libvirt's order; comments and white space between elements are gone. */
export function arranged(owner: XmlElement, layout: Layout): XmlElement {
  return {
    ...owner,
    attributes: inOrder(owner, layout),
    children: sorted(owner.children.filter(isElement), layout.children, (child) => child.name),
  };
}

// Namespace declarations come after the attributes, as virXMLNamespaceFormatNS adds them.
const inOrder = ({ attributes }: XmlElement, layout: Layout) => {
  const declarations = attributes.filter(([name]) => isDeclaration(name));
  const others = attributes.filter(([name]) => !isDeclaration(name));
  return [...sorted(others, layout.attributes, ([name]) => name), ...declarations];
};

const isDeclaration = (name: string) => name === 'xmlns' || name.startsWith('xmlns:');

/** A stable sort by place in `order`; what is not in it keeps its place after the rest. */
export function sorted<T>(
  items: readonly T[],
  order: readonly string[] = [],
  nameOf: (item: T) => string,
): readonly T[] {
  const place = (item: T) => (order.indexOf(nameOf(item)) + order.length + 1) % (order.length + 1);
  return order.length === 0 ? items : [...items].sort((a, b) => place(a) - place(b));
}
