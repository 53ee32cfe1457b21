import { mapElements, withChildren } from './edit.ts';
import { undeclaredPrefixes, withDeclarations } from './namespace.ts';
import { element, isBlank, isElement, type XmlElement, type XmlNode } from './node.ts';

/**
 * What libvirt keeps of a document: no comments and no layout, but all of the metadata, which takes with it the
 * namespaces that were declared outside it (xmlCopyNode).
 */
export function tidied(root: XmlElement): XmlElement {
  const kept = mapElements(root, (child) =>
    child.name === 'metadata' ? withDeclarations(child, root) : tidiedElement(child),
  );
  return withUsedDeclarations(withChildren(kept, kept.children.filter(isElement)));
}

function tidiedElement(owner: XmlElement): XmlElement {
  const children = owner.children.flatMap(tidiedNode);
  const hasElements = children.some(isElement);
  return withChildren(owner, hasElements ? children.filter((node) => !isBlank(node)) : oneText(owner, children));
}

const tidiedNode = (node: XmlNode): readonly XmlNode[] => {
  if (isElement(node)) return [tidiedElement(node)];
  return node.kind === 'text' ? [{ kind: 'text', text: node.text }] : [];
};

/** Elements whose text may be white space alone; in others that is a line break between tags. */
const strings = new Set(['name', 'title', 'description', 'cmdline', 'initarg']);

function oneText(owner: XmlElement, texts: readonly XmlNode[]): readonly XmlNode[] {
  const text = texts.map((node) => (node.kind === 'text' ? node.text : '')).join('');
  const empty = text === '' || (isBlank({ kind: 'text', text }) && !strings.has(owner.name));
  return empty ? [] : [{ kind: 'text', text }];
}

// Outside the metadata only the drivers' own elements have a namespace, which libvirt declares where they stand.
function withUsedDeclarations(root: XmlElement): XmlElement {
  const outside = withChildren(
    element(root.name),
    root.children.filter((node) => node.kind === 'element' && node.name !== 'metadata'),
  );
  const used = undeclaredPrefixes(outside);
  const isUsed = (name: string) => !name.startsWith('xmlns:') || used.has(name.slice(6));
  return { ...root, attributes: root.attributes.filter(([name]) => isUsed(name)) };
}
