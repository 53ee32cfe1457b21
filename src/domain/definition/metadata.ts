import { childInNamespace, scopeOf } from '../../xml/namespace.ts';
import type { XmlElement } from '../../xml/node.ts';
import type { Definition } from './definition.ts';

/** The metadata's first child in a namespace, under whatever prefix it was written; undefined where there is none. */
export const metadataElement = ({ metadata, tree }: Definition, namespaceUri: string): XmlElement | undefined =>
  metadata && childInNamespace(metadata, namespaceUri, scopeOf(tree));
