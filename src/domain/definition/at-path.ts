import { mapElements, withChild, withChildren, without } from '../../xml/edit.ts';
import type { XmlElement } from '../../xml/node.ts';
import { find, textOf } from '../../xml/read.ts';

/** Text of the element at the end of a path of names, or undefined. */
export const textAt = (owner: XmlElement, path: readonly string[]): string | undefined => textOf(find(owner, ...path));

/** The element with that text at the end of a path; without a text what stands there goes, with what is then empty around it. */
export function withTextAt(owner: XmlElement, path: readonly string[], text: string | undefined): XmlElement {
  const [name, ...rest] = path;
  if (name === undefined) return withChildren(owner, text === undefined ? [] : [{ kind: 'text', text }]);
  if (text === undefined && !find(owner, name)) return owner;
  if (text === undefined && rest.length === 0) return without(owner, name);
  return withoutEmpty(
    withChild(owner, name, (child) => withTextAt(child, rest, text)),
    name,
  );
}

const withoutEmpty = (owner: XmlElement, name: string): XmlElement =>
  mapElements(owner, (child) =>
    child.name === name && child.children.length === 0 && child.attributes.length === 0 ? undefined : child,
  );
