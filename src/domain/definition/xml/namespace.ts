import { isElement, type XmlAttribute, type XmlElement, type XmlNode } from './node.ts';

/** Namespace URIs by prefix; the default namespace has the empty prefix. */
export type Scope = ReadonlyMap<string, string>;

/** The scope inside an element: what it declares shadows what is declared around it. */
export function scopeOf({ attributes }: XmlElement, around: Scope = new Map()): Scope {
  const own = attributes.flatMap(([name, uri]): readonly [string, string][] => {
    const prefix = declared(name);
    return prefix === undefined ? [] : [[prefix, uri]];
  });
  return own.length === 0 ? around : new Map([...around, ...own]);
}

const declared = (name: string) => (name === 'xmlns' ? '' : /^xmlns:(.+)$/.exec(name)?.[1]);

/** The namespace an element is in, by its own declarations and those around it; undefined for none. */
export const namespaceOf = (owner: XmlElement, around: Scope): string | undefined =>
  scopeOf(owner, around).get(prefixOf(owner.name)) || undefined;

/** The part of a name before its colon, or nothing. */
export const prefixOf = (name: string): string => /^([^:]+):./.exec(name)?.[1] ?? '';

/** A copy that declares itself the prefixes it uses but finds declared only on `root`. */
export function withDeclarations(owner: XmlElement, root: XmlElement): XmlElement {
  const around = scopeOf(root);
  const missing = [...missingPrefixes(owner, new Set())].filter((prefix) => around.has(prefix));
  const added = missing.map((prefix): XmlAttribute => [prefix ? `xmlns:${prefix}` : 'xmlns', around.get(prefix) ?? '']);
  return { ...owner, attributes: [...owner.attributes, ...added] };
}

function missingPrefixes(node: XmlNode, known: ReadonlySet<string>): ReadonlySet<string> {
  if (!isElement(node)) return new Set();
  const here = new Set([...known, ...scopeOf(node).keys()]);
  const used = [prefixOf(node.name), ...node.attributes.map(([name]) => prefixOf(name)).filter((prefix) => prefix !== '')];
  const own = used.filter((prefix) => !here.has(prefix) && prefix !== 'xmlns' && prefix !== 'xml');
  return new Set([...own, ...node.children.flatMap((child) => [...missingPrefixes(child, here)])]);
}

/** First child element in that namespace whatever its prefix; `around` is what is declared outside the parent. */
export function childInNamespace(owner: XmlElement, uri: string, around: Scope = new Map()): XmlElement | undefined {
  const inside = scopeOf(owner, around);
  return owner.children.filter(isElement).find((child) => namespaceOf(child, inside) === uri);
}
