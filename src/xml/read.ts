import { isElement, type XmlElement } from './node.ts';

/** The value of an attribute, or undefined where it is not written. */
export const attribute = (owner: XmlElement | undefined, name: string): string | undefined =>
  owner?.attributes.find(([key]) => key === name)?.[1];

/** Whether an attribute is written with that value. */
export const has = (owner: XmlElement | undefined, name: string, value: string): boolean =>
  attribute(owner, name) === value;

/** Child elements in order; those of one name when it is given. */
export const elements = (owner: XmlElement | undefined, name?: string): readonly XmlElement[] =>
  (owner?.children ?? []).filter(isElement).filter((child) => name === undefined || child.name === name);

/** First element along a path of child names, or undefined. */
export const find = (owner: XmlElement | undefined, ...path: readonly string[]): XmlElement | undefined =>
  path.reduce<XmlElement | undefined>((at, name) => elements(at, name)[0], owner);

/** All text below an element, as XPath's string() gives it; undefined for no element or no text (virXPathString). */
export function textOf(owner: XmlElement | undefined): string | undefined {
  if (!owner) return undefined;
  const text = owner.children.map((node) => (isElement(node) ? (textOf(node) ?? '') : textNode(node))).join('');
  return text === '' ? undefined : text;
}

const textNode = (node: { readonly kind: string; readonly text: string }) => (node.kind === 'text' ? node.text : '');
