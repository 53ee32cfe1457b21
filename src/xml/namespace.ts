import { isElement, type XmlAttribute, type XmlElement, type XmlNode } from './node.ts';

/** Namespaces in force at some place: what the element there declares, and what was declared around it. */
export interface Scope {
  /** URIs by prefix; the default namespace has the empty prefix. */
  readonly own: ReadonlyMap<string, string>;
  readonly around?: Scope;
}

/** The scope inside an element: what it declares shadows what is declared around it. */
export function scopeOf({ attributes }: XmlElement, around?: Scope): Scope {
  const own = attributes.flatMap(([name, uri]): readonly [string, string][] => {
    const prefix = declared(name);
    return prefix === undefined ? [] : [[prefix, uri]];
  });
  return { own: new Map(own), ...(around && { around }) };
}

const declared = (name: string) => (name === 'xmlns' ? '' : /^xmlns:(.+)$/.exec(name)?.[1]);

/** The URI that a prefix stands for, or undefined. */
export function uriOf(prefix: string, scope: Scope | undefined): string | undefined {
  for (let at = scope; at; at = at.around) if (at.own.has(prefix)) return at.own.get(prefix);
  return undefined;
}

/** The part of a name before its colon, or nothing. */
export const prefixOf = (name: string): string => /^([^:]+):./.exec(name)?.[1] ?? '';

/** First child element in that namespace whatever its prefix; `around` is what is declared outside the parent. */
export function childInNamespace(owner: XmlElement, uri: string, around?: Scope): XmlElement | undefined {
  const inside = scopeOf(owner, around);
  return owner.children.filter(isElement).find((child) => uriOf(prefixOf(child.name), scopeOf(child, inside)) === uri);
}

/** Prefixes that a tree uses without declaring them; the empty one where an element without prefix stands outside a default. */
export function undeclaredPrefixes(root: XmlElement): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: XmlNode, around?: Scope) => {
    if (!isElement(node)) return;
    const scope = scopeOf(node, around);
    for (const prefix of prefixesIn(node)) if (uriOf(prefix, scope) === undefined) found.add(prefix);
    for (const child of node.children) visit(child, scope);
  };
  visit(root);
  return found;
}

// An attribute without a prefix is in no namespace, whatever the default.
const prefixesIn = ({ name, attributes }: XmlElement) => [
  prefixOf(name),
  ...attributes
    .map(([key]) => prefixOf(key))
    .filter((prefix) => prefix !== '' && prefix !== 'xmlns' && prefix !== 'xml'),
];

/** A copy that declares itself the prefixes it uses but finds declared only on `root`. */
export function withDeclarations(owner: XmlElement, root: XmlElement): XmlElement {
  const { own } = scopeOf(root);
  const missing = [...undeclaredPrefixes(owner)].filter((prefix) => own.has(prefix));
  const added = missing.map((prefix): XmlAttribute => [prefix ? `xmlns:${prefix}` : 'xmlns', own.get(prefix) ?? '']);
  return { ...owner, attributes: [...owner.attributes, ...added] };
}
