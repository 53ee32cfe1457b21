/** An attribute as written: its name with any prefix, and its value with references resolved. */
export type XmlAttribute = readonly [name: string, value: string];

/** An element of an ordered, immutable tree. Names are as written, prefix included. */
export interface XmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: readonly XmlAttribute[];
  readonly children: readonly XmlNode[];
}

/** Character data with references resolved; `cdata` when it was written as a CDATA section. */
export interface XmlText {
  readonly kind: 'text';
  readonly text: string;
  readonly cdata?: true;
}

/** A comment. Only those inside a domain's metadata survive parsing, as in libvirt. */
export interface XmlComment {
  readonly kind: 'comment';
  readonly text: string;
}

export type XmlNode = XmlElement | XmlText | XmlComment;

/** Attributes to set, in this order; an undefined value leaves the attribute out. */
export type AttributeValues = Readonly<Record<string, string | undefined>>;

/** A new element. */
export function element(name: string, values: AttributeValues = {}, children: readonly XmlNode[] = []): XmlElement {
  const attributes = Object.entries(values).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as const],
  );
  return { kind: 'element', name, attributes, children };
}

/** A new element that holds only text. */
export const textElement = (name: string, text: string, values: AttributeValues = {}): XmlElement =>
  element(name, values, [{ kind: 'text', text }]);

export const isElement = (node: XmlNode): node is XmlElement => node.kind === 'element';

/** Whether a node is white space between elements, which means nothing outside metadata. */
export const isBlank = (node: XmlNode): boolean => node.kind === 'text' && !/[^ \t\n\r]/.test(node.text);
