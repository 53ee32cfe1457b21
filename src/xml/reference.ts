import { isLegal, namePattern } from './characters.ts';
import { accept, type Cursor, looksAt, take } from './cursor.ts';
import { parserError } from './fault.ts';

/** The entities every XML document has; no other is accepted, so none can expand into another. */
export const predefined: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** Checks one reference; the cursor stands on its ampersand (xmlParseReference). */
export function scanReference(cursor: Cursor): void {
  if (accept(cursor, '&#x')) scanCharacter(cursor, hexadecimal);
  else if (accept(cursor, '&#')) scanCharacter(cursor, decimal);
  else scanEntity(cursor);
}

interface Notation {
  readonly digits: RegExp;
  readonly radix: number;
  readonly name: string;
}
const decimal: Notation = { digits: /[0-9]*/y, radix: 10, name: 'decimal' };
const hexadecimal: Notation = { digits: /[0-9a-fA-F]*/y, radix: 16, name: 'hexadecimal' };

function scanCharacter(cursor: Cursor, { digits, radix, name }: Notation): void {
  const written = take(cursor, digits) ?? '';
  if (!looksAt(cursor, ';')) throw parserError(cursor, `CharRef: invalid ${name} value`);
  cursor.at++;
  const codePoint = written === '' ? 0 : Number.parseInt(written, radix);
  if (codePoint >= 0x110000) throw parserError(cursor, 'xmlParseCharRef: character reference out of bounds');
  if (!isLegal(codePoint)) throw parserError(cursor, `xmlParseCharRef: invalid xmlChar value ${codePoint}`);
}

function scanEntity(cursor: Cursor): void {
  cursor.at++;
  const name = take(cursor, namePattern);
  if (name === undefined) throw parserError(cursor, 'xmlParseEntityRef: no name');
  if (!accept(cursor, ';')) throw parserError(cursor, "EntityRef: expecting ';'");
  if (!Object.hasOwn(predefined, name)) throw parserError(cursor, `Entity '${name}' not defined`);
}

/** Text with its references resolved; it has been checked already. */
export const resolveReferences = (text: string): string =>
  text.includes('&') ? text.replace(/&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));/g, resolve) : text;

function resolve(whole: string, hex?: string, digits?: string, name = ''): string {
  if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
  if (digits) return String.fromCodePoint(Number.parseInt(digits, 10));
  return predefined[name] ?? whole;
}
