import { LibvirtError } from '../protocol/errors.ts';
import { firstIllegal, namePattern, valuePatterns } from './characters.ts';
import { accept, atEnd, type Cursor, lineAt, looksAt, skipBlanks, take } from './cursor.ts';
import { parserError } from './fault.ts';
import { scanReference } from './reference.ts';

/** An element whose end tag has not been seen. */
export interface OpenElement {
  readonly name: string;
  /** Index of its start tag. */
  readonly start: number;
}

/** Checks a start tag; the cursor stands on its `<`. Returns the element it opens, or undefined when the tag is empty. */
export function scanStartTag(cursor: Cursor): OpenElement | undefined {
  const start = cursor.at++;
  const name = take(cursor, namePattern);
  if (name === undefined) throw parserError(cursor, 'StartTag: invalid element name');
  skipBlanks(cursor);
  scanAttributes(cursor);
  if (accept(cursor, '/>')) return undefined;
  if (accept(cursor, '>')) return { name, start };
  const line = lineAt(cursor.text, start);
  throw parserError(cursor, `Couldn't find end of Start Tag ${localName(name)} line ${line}`);
}

/** What libxml2 names an element by in its messages: the part after the prefix. */
export const localName = (name: string): string => /^[^:]+:(.+)$/.exec(name)?.[1] ?? name;

/** Attributes of one element; libvirt's longest list has some thirty. */
const mostAttributes = 256;
const tooMany = `an element has more than ${mostAttributes} attributes`;

function scanAttributes(cursor: Cursor): void {
  const names = new Set<string>();
  let twice: string | undefined;
  while (!atTagEnd(cursor)) {
    const name = scanAttribute(cursor);
    if (names.has(name)) twice ??= name;
    if (twice && isNamespace(twice)) throw redefined(cursor, twice);
    names.add(name);
    if (names.size > mostAttributes) throw new LibvirtError('XML error', tooMany, 'xml');
    if (atClose(cursor)) break;
    if (!skipBlanks(cursor)) throw parserError(cursor, 'attributes construct error');
  }
  if (twice) throw redefined(cursor, twice);
}

const redefined = (cursor: Cursor, name: string) => parserError(cursor, `Attribute ${name} redefined`);
// Declarations are checked as they come, other attributes when the tag has been read (xmlParseStartTag2).
const isNamespace = (name: string) => name === 'xmlns' || name.startsWith('xmlns:');
const atClose = (cursor: Cursor) => looksAt(cursor, '>') || looksAt(cursor, '/>');
const atTagEnd = (cursor: Cursor) =>
  atEnd(cursor) || atClose(cursor) || /[^\t\n\r -\uFFFF]/.test(cursor.text[cursor.at] ?? '');

function scanAttribute(cursor: Cursor): string {
  const name = take(cursor, namePattern);
  if (name === undefined) throw parserError(cursor, 'error parsing attribute name');
  skipBlanks(cursor);
  if (!accept(cursor, '=')) throw parserError(cursor, `Specification mandates value for attribute ${localName(name)}`);
  skipBlanks(cursor);
  scanValue(cursor);
  return name;
}

function scanValue(cursor: Cursor): void {
  const quote = take(cursor, /["']/y);
  const pattern = valuePatterns[quote ?? ''];
  if (!quote || !pattern) throw parserError(cursor, 'AttValue: " or \' expected');
  while (!accept(cursor, quote)) {
    if (looksAt(cursor, '&')) scanReference(cursor);
    else if (take(cursor, pattern) === undefined) throw badValue(cursor);
  }
}

function badValue(cursor: Cursor) {
  if (looksAt(cursor, '<')) return parserError(cursor, "Unescaped '<' not allowed in attributes values");
  const next = cursor.text.slice(cursor.at, cursor.at + 2);
  const unfinished = next === '' || firstIllegal(next) !== 0;
  return parserError(cursor, unfinished ? "AttValue: ' expected" : 'invalid character in attribute value');
}
