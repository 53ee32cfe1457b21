import { escapeNodeText, escapeNodeValue } from './escape.ts';
import { isBlank, type XmlAttribute, type XmlElement, type XmlNode, type XmlText } from './node.ts';

/**
 * Metadata belongs to others, so libvirt has libxml2 write it: double quotes, comments kept, and lines of their own only
 * for elements without text (virXMLFormatMetadata, xmlNodeDump). Lines after the first are indented by `indent`; no newline
 * at the end.
 */
export const printMetadata = (metadata: XmlElement, indent: string): string => dump(metadata, indent, true);

function dump(node: XmlNode, indent: string, formatted: boolean): string {
  if (node.kind === 'comment') return `<!--${node.text}-->`;
  if (node.kind === 'text') return node.cdata ? `<![CDATA[${node.text}]]>` : escapeNodeText(node.text);
  const children = significant(node.children);
  const start = `<${node.name}${declarationsFirst(node).map(printAttribute).join('')}`;
  return children.length === 0 ? `${start}/>` : `${start}>${dumpChildren(children, indent, formatted)}</${node.name}>`;
}

function dumpChildren(children: readonly XmlNode[], indent: string, formatted: boolean): string {
  const inner = `${indent}  `;
  if (!formatted || children.some(({ kind }) => kind === 'text'))
    return children.map((child) => dump(child, inner, false)).join('');
  return `\n${children.map((child) => `${inner}${dump(child, inner, true)}\n`).join('')}${indent}`;
}

const isDeclaration = ([name]: XmlAttribute) => name === 'xmlns' || name.startsWith('xmlns:');
const declarationsFirst = ({ attributes }: XmlElement) => [
  ...attributes.filter(isDeclaration),
  ...attributes.filter((attribute) => !isDeclaration(attribute)),
];
const printAttribute = ([name, value]: XmlAttribute) => ` ${name}="${escapeNodeValue(value)}"`;

/** White space that libxml2 takes for layout is left out, by its own rule of thumb (areBlanks). */
function significant(children: readonly XmlNode[]): readonly XmlNode[] {
  const kept: XmlNode[] = [];
  children.forEach((node, index) => {
    const alone = kept.length === 0 && index === children.length - 1;
    const besideText = isText(kept[0]) || isText(kept[kept.length - 1]);
    if (!isText(node) || !isBlank(node) || alone || besideText) kept.push(node);
  });
  return kept;
}

const isText = (node: XmlNode | undefined): node is XmlText => node?.kind === 'text' && !node.cdata;
