import { escapeText } from './escape.ts';
import { arranged, type Layouts, layoutOf } from './layout.ts';
import { isElement, type XmlElement, type XmlNode } from './node.ts';
import { printMetadata } from './print-metadata.ts';

/** Where a printed element stands. */
export interface Place {
  /** Name of the element around it. */
  readonly parent?: string;
  /** Blanks before each of its lines. */
  readonly indent?: string;
}

/** An element as libvirt writes it: its order, two blanks of indent, single quotes, and a newline at the end. */
export const printXml = (root: XmlElement, layouts: Layouts, { parent = '', indent = '' }: Place = {}): string =>
  printElement(root, layouts, parent, indent);

function printElement(owner: XmlElement, layouts: Layouts, parent: string, indent: string): string {
  if (isMetadata(owner, parent)) return `${indent}${printMetadata(owner, indent)}\n`;
  const layout = layoutOf(layouts, parent, owner.name);
  const { name, attributes, children } = arranged(owner, layout);
  const start = `<${name}${attributes.map(([key, value]) => ` ${key}='${escapeText(value)}'`).join('')}`;
  if (owner.children.length === 0 && !layout.open) return `${indent}${start}/>\n`;
  if (holdsText(owner)) return `${indent}${start}>${inlines(owner, layouts)}</${name}>\n`;
  const inner = children.filter(isElement).map((child) => printElement(child, layouts, name, `${indent}  `));
  return `${indent}${start}>\n${inner.join('')}${indent}</${name}>\n`;
}

const isMetadata = ({ name }: XmlElement, parent: string) =>
  name === 'metadata' && (parent === 'domain' || parent === 'network');

const holdsText = ({ children }: XmlElement) => children.some((node) => node.kind === 'text');

const inlines = ({ children }: XmlElement, layouts: Layouts) => children.map((node) => inline(node, layouts)).join('');

// libvirt knows no element with both text and elements; one of another's making is written as it came.
function inline(node: XmlNode, layouts: Layouts): string {
  if (node.kind === 'text') return escapeText(node.text);
  return isElement(node) ? printElement(node, layouts, '', '').replace(/\n$/, '') : '';
}
