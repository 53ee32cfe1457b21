import { type AttributeValues, element, isElement, type XmlAttribute, type XmlElement, type XmlNode } from './node.ts';
import { find } from './read.ts';

/** A copy with attributes set in place, or added at the end; an undefined value removes the attribute. */
export function withAttributes(owner: XmlElement, values: AttributeValues): XmlElement {
  const kept = owner.attributes.map(([key, old]): XmlAttribute | undefined => {
    const value = Object.hasOwn(values, key) ? values[key] : old;
    return value === undefined ? undefined : [key, value];
  });
  const known = new Set(owner.attributes.map(([key]) => key));
  const added = element('', values).attributes.filter(([key]) => !known.has(key));
  return { ...owner, attributes: [...kept.filter((entry) => entry !== undefined), ...added] };
}

/** A copy with the attributes that are not written yet added at the end. */
export function withMissingAttributes(owner: XmlElement, values: AttributeValues): XmlElement {
  const written = new Set(owner.attributes.map(([key]) => key));
  const missing = Object.entries(values).filter(([key]) => !written.has(key));
  return missing.length === 0 ? owner : withAttributes(owner, Object.fromEntries(missing));
}

export const withChildren = (owner: XmlElement, children: readonly XmlNode[]): XmlElement => ({ ...owner, children });

/** A copy with nodes added after the last child. */
export const append = (owner: XmlElement, ...nodes: readonly XmlNode[]): XmlElement =>
  nodes.length === 0 ? owner : withChildren(owner, [...owner.children, ...nodes]);

/** A copy with every child element replaced by what `change` gives; undefined drops it. */
export const mapElements = (owner: XmlElement, change: (child: XmlElement) => XmlElement | undefined): XmlElement =>
  withChildren(
    owner,
    owner.children.flatMap((node): readonly XmlNode[] => (isElement(node) ? listOf(change(node)) : [node])),
  );

const listOf = (node: XmlElement | undefined) => (node ? [node] : []);

/** A copy whose first child of that name is replaced by what `change` makes of it; an empty one is added where there is none. */
export function withChild(owner: XmlElement, name: string, change: (child: XmlElement) => XmlElement): XmlElement {
  const present = find(owner, name);
  if (!present) return append(owner, change(element(name)));
  return withChildren(
    owner,
    owner.children.map((node) => (node === present ? change(present) : node)),
  );
}

/** A copy with a child added where there is none of its name yet. */
export const withMissingChild = (owner: XmlElement, child: XmlElement): XmlElement =>
  find(owner, child.name) ? owner : append(owner, child);

/** A copy without the child elements of one name. */
export const without = (owner: XmlElement, name: string): XmlElement =>
  mapElements(owner, (child) => (child.name === name ? undefined : child));
