import { append, mapElements, withAttributes, withChild, withChildren, without } from '../../xml/edit.ts';
import { childInNamespace, prefixOf, scopeOf } from '../../xml/namespace.ts';
import { isElement, textElement, type XmlElement, type XmlNode } from '../../xml/node.ts';
import { printMetadata } from '../../xml/print-metadata.ts';
import { parseXml } from '../../xml/tree.ts';
import type { Definition } from './definition.ts';
import { describe } from './describe.ts';
import { metadataElement } from './metadata.ts';

/** The definition with another title or description; without one where the text is empty (virDomainDefSetMetadata). */
export const withText = (definition: Definition, kind: 'title' | 'description', text: string): Definition => {
  const bare = without(definition.tree, kind);
  return redescribed(definition, text === '' ? bare : append(bare, textElement(kind, text)));
};

/** An element of the metadata: the namespace that it is known by, and the prefix it gets there. */
export interface MetadataElement {
  readonly uri: string;
  readonly key: string;
  readonly xml: string;
}

/** The definition with that element in place of the one of its namespace. @throws LibvirtError for XML that is none. */
export function withMetadataElement(definition: Definition, { uri, key, xml }: MetadataElement): Definition {
  const named = renamedAll(parseXml(xml), (name) => (prefixOf(name) === '' ? `${key}:${name}` : name));
  const added = withAttributes(named, { [`xmlns:${key}`]: uri });
  const { tree } = withoutMetadataElement(definition, uri);
  return redescribed(
    definition,
    withChild(tree, 'metadata', (metadata) => append(metadata, added)),
  );
}

/** The definition without what stands in that namespace. */
export function withoutMetadataElement(definition: Definition, uri: string): Definition {
  const { tree } = definition;
  const around = scopeOf(tree);
  const change = (child: XmlElement) => {
    if (child.name !== 'metadata') return child;
    const old = childInNamespace(child, uri, around);
    return old ? mapElements(child, (node) => (node === old ? undefined : node)) : child;
  };
  return redescribed(definition, mapElements(tree, change));
}

/** The element of a namespace as its owner wrote it, without that namespace (virXMLExtractNamespaceXML). */
export function metadataXml(definition: Definition, uri: string): string | undefined {
  const found = metadataElement(definition, uri);
  if (!found) return undefined;
  const prefix = prefixOf(found.name);
  const bare = renamedAll(found, (name) =>
    prefixOf(name) === prefix ? name.slice(prefix === '' ? 0 : prefix.length + 1) : name,
  );
  return printMetadata(withAttributes(bare, { [prefix ? `xmlns:${prefix}` : 'xmlns']: undefined }), '');
}

const redescribed = ({ driver, complete }: Definition, tree: XmlElement) => describe(driver, tree, complete);

function renamedAll(owner: XmlElement, rename: (name: string) => string): XmlElement {
  const change = (node: XmlNode): XmlNode => (isElement(node) ? renamedAll(node, rename) : node);
  return { ...withChildren(owner, owner.children.map(change)), name: rename(owner.name) };
}
