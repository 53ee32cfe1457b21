import type { ErrorDomain } from '../protocol/errors.ts';

/** What libvirt calls a text in its messages, and which part of it reports them. */
export interface XmlSource {
  readonly name: string;
  readonly domain: ErrorDomain;
}

/** The text of a domain (virDomainDefParseString). */
export const domainSource: XmlSource = { name: '(domain_definition)', domain: 'domain config' };

/** Where a scan of XML text stands. Patterns used with it are sticky. */
export interface Cursor {
  readonly text: string;
  readonly source: XmlSource;
  /** Index of the next UTF-16 unit. */
  at: number;
}

const blanks = /[ \t\n\r]*/y;

export const looksAt = (cursor: Cursor, text: string): boolean => cursor.text.startsWith(text, cursor.at);

export const atEnd = (cursor: Cursor): boolean => cursor.at >= cursor.text.length;

/** Moves over what the sticky pattern matches here and returns it, or undefined when it does not match. */
export function take(cursor: Cursor, pattern: RegExp): string | undefined {
  pattern.lastIndex = cursor.at;
  const match = pattern.exec(cursor.text)?.[0];
  cursor.at += match?.length ?? 0;
  return match;
}

/** Moves over white space; returns whether there was any. */
export const skipBlanks = (cursor: Cursor): boolean => take(cursor, blanks) !== '';

/** Moves over `text` when it is next; returns whether it was. */
export function accept(cursor: Cursor, text: string): boolean {
  const found = looksAt(cursor, text);
  if (found) cursor.at += text.length;
  return found;
}

/** Line number of an index, from 1. */
export function lineAt(text: string, index: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
