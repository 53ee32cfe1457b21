import { LibvirtError } from '../protocol/errors.ts';
import { namePattern, textPattern } from './characters.ts';
import { accept, atEnd, type Cursor, lineAt, looksAt, skipBlanks, take } from './cursor.ts';
import { parserError } from './fault.ts';
import { scanComment, scanInstruction, scanSection } from './markup.ts';
import { scanReference } from './reference.ts';
import { localName, type OpenElement, scanStartTag } from './start-tag.ts';

/** Bounds of a document beside its bytes. */
export const documentLimits = {
  /** Elements inside each other; xmlParserMaxDepth. */
  depth: 256,
  /** Elements in all. libvirt has no such bound; its largest guests have some thousands. */
  elements: 20_000,
} as const;

interface Walk {
  readonly cursor: Cursor;
  readonly open: OpenElement[];
  readonly instructions: Range[];
  count: number;
}

/** A part of the text, as indexes. */
export type Range = readonly [start: number, end: number];

/** Checks an element and all inside it; the cursor stands on its `<`. Returns where its processing instructions are. */
export function scanElementTree(cursor: Cursor): readonly Range[] {
  const walk: Walk = { cursor, open: [], instructions: [], count: 0 };
  scanElement(walk);
  while (walk.open.length > 0) scanContent(walk);
  return walk.instructions;
}

function scanElement(walk: Walk): void {
  if (++walk.count > documentLimits.elements)
    throw new LibvirtError('XML error', `the document has more than ${documentLimits.elements} elements`, 'xml');
  const opened = scanStartTag(walk.cursor);
  if (opened) walk.open.push(opened);
  if (walk.open.length > documentLimits.depth)
    throw parserError(walk.cursor, `Excessive depth in document: ${documentLimits.depth} use XML_PARSE_HUGE option`);
}

function scanContent(walk: Walk): void {
  const { cursor } = walk;
  if (atEnd(cursor)) throw unfinished(walk);
  if (looksAt(cursor, '</')) scanEndTag(walk);
  else if (looksAt(cursor, '<!--')) scanComment(cursor);
  else if (looksAt(cursor, '<![CDATA[')) scanSection(cursor);
  else if (looksAt(cursor, '<?')) scanInnerInstruction(walk);
  else if (looksAt(cursor, '<')) scanElement(walk);
  else if (looksAt(cursor, '&')) scanReference(cursor);
  else scanText(cursor);
}

function unfinished({ cursor, open }: Walk) {
  const innermost = open[open.length - 1] ?? { name: '', start: 0 };
  return parserError(cursor, `Premature end of data in tag ${describe(cursor, innermost)}`);
}

const describe = (cursor: Cursor, { name, start }: OpenElement) =>
  `${localName(name)} line ${lineAt(cursor.text, start)}`;

function scanInnerInstruction({ cursor, instructions }: Walk): void {
  const start = cursor.at;
  scanInstruction(cursor);
  instructions.push([start, cursor.at]);
}

function scanText(cursor: Cursor): void {
  const start = cursor.at;
  const text = take(cursor, textPattern);
  const code = cursor.text.codePointAt(cursor.at);
  if (text === undefined) throw parserError(cursor, `PCDATA invalid Char value ${code}`);
  const misplaced = text.indexOf(']]>');
  if (misplaced === -1) return;
  throw parserError({ ...cursor, at: start }, "Sequence ']]>' not allowed in content", start + misplaced);
}

function scanEndTag({ cursor, open }: Walk): void {
  cursor.at += 2;
  const name = take(cursor, namePattern);
  skipBlanks(cursor);
  if (!accept(cursor, '>')) throw parserError(cursor, "expected '>'");
  const opened = open.pop();
  if (!opened || opened.name === name) return;
  const found = endName(opened, name ?? 'unparsable');
  throw parserError(cursor, `Opening and ending tag mismatch: ${describe(cursor, opened)} and ${found}`);
}

// The end tag of an element without a prefix is read as a plain name (xmlParseEndTag2).
const endName = (opened: OpenElement, name: string) =>
  opened.name === localName(opened.name) ? name : localName(name);
