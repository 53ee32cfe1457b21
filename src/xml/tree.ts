import { XMLParser } from 'fast-xml-parser';
import type { XmlSource } from './cursor.ts';
import type { XmlAttribute, XmlElement, XmlNode } from './node.ts';
import { resolveReferences } from './reference.ts';
import { type Outline, outline } from './well-formed.ts';

/** The root element of a document, with its text, sections and comments in order. @throws LibvirtError as `outline` does. */
export function parseXml(xml: string, source?: XmlSource): XmlElement {
  const [root] = parser.parse(rootText(outline(xml, source))).flatMap(nodeOf);
  return root?.kind === 'element' ? root : { kind: 'element', name: '', attributes: [], children: [] };
}

/** An item of the parser's ordered output: one key for what it is, and the attributes of an element beside it. */
type Item = Readonly<Record<string, unknown>>;

const tag = '<';
const mark = '@';
const marks = { text: '#text', section: '#cdata', comment: '#comment', attributes: ':@' } as const;

// The markers in front of names keep them apart from the parser's own keys and from names that JavaScript reserves.
const parser: { parse(xml: string): readonly Item[] } = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: mark,
  textNodeName: marks.text,
  cdataPropName: marks.section,
  commentPropName: marks.comment,
  // An empty element's name passes through here twice.
  transformTagName: (name) => (name.startsWith(tag) ? name : tag + name),
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  maxNestedTags: 1000,
  jPath: false,
});

// The parser reads quotes inside processing instructions, which XML does not; libvirt ignores instructions altogether.
function rootText({ text, rootStart, rootEnd, instructions }: Outline): string {
  const ends = [rootStart, ...instructions.map(([, end]) => end)];
  const starts = [...instructions.map(([start]) => start), rootEnd];
  return ends.map((end, index) => text.slice(end, starts[index])).join('');
}

function nodeOf(item: Item): readonly XmlNode[] {
  const name = Object.keys(item).find((key) => key.startsWith(tag));
  if (name !== undefined) return [elementOf(name.slice(tag.length), item, itemsIn(item[name]))];
  if (marks.comment in item) return [{ kind: 'comment', text: textIn(item[marks.comment]) }];
  if (marks.section in item) return [{ kind: 'text', text: textIn(item[marks.section]), cdata: true }];
  return [{ kind: 'text', text: resolveReferences(String(item[marks.text] ?? '')) }];
}

const elementOf = (name: string, item: Item, children: readonly Item[]): XmlElement => ({
  kind: 'element',
  name,
  attributes: Object.entries(item[marks.attributes] ?? {}).map(attributeOf),
  children: children.flatMap(nodeOf),
});

// White space in a value counts as a blank each (XML 1.0, 3.3.3); what a reference stands for is kept.
const attributeOf = ([key, value]: [string, unknown]): XmlAttribute => [
  key.slice(mark.length),
  resolveReferences(String(value).replace(/[\t\n\r]/g, ' ')),
];

const itemsIn = (value: unknown): readonly Item[] => (Array.isArray(value) ? value : []);
const textIn = (value: unknown) =>
  itemsIn(value)
    .map((item) => String(item[marks.text] ?? ''))
    .join('');
