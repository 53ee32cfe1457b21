import { arranged } from './layout.ts';
import { printMetadata } from './print-metadata.ts';
import { escapeText } from './xml/escape.ts';
import { isElement, type XmlElement, type XmlNode } from './xml/node.ts';

/** A domain as libvirt writes it: its order, two blanks of indent, single quotes, and a newline at the end. */
export const printDomain = (root: XmlElement): string => printElement(root, '', '');

function printElement(owner: XmlElement, parent: string, indent: string): string {
  if (owner.name === 'metadata' && parent === 'domain') return `${indent}${printMetadata(owner)}\n`;
  const { name, attributes, children } = arranged(owner, parent);
  const start = `<${name}${attributes.map(([key, value]) => ` ${key}='${escapeText(value)}'`).join('')}`;
  if (owner.children.length === 0) return `${indent}${start}/>\n`;
  if (holdsText(owner)) return `${indent}${start}>${owner.children.map(inline).join('')}</${name}>\n`;
  const inner = children.filter(isElement).map((child) => printElement(child, name, `${indent}  `));
  return `${indent}${start}>\n${inner.join('')}${indent}</${name}>\n`;
}

const holdsText = ({ children }: XmlElement) => children.some((node) => node.kind === 'text');

// libvirt knows no element with both text and elements; one of another's making is written as it came.
function inline(node: XmlNode): string {
  if (node.kind === 'text') return escapeText(node.text);
  return isElement(node) ? printElement(node, '', '').replace(/\n$/, '') : '';
}
