import { LibvirtError } from '../../../protocol/errors.ts';
import { limits } from '../../../protocol/limits.ts';
import { namePattern, textPattern } from './characters.ts';
import { accept, atEnd, type Cursor, lineAt, looksAt, skipBlanks, take } from './cursor.ts';
import { parserError } from './fault.ts';
import { scanComment, scanInstruction, scanSection } from './markup.ts';
import { scanReference } from './reference.ts';
import { localName, type OpenElement, scanStartTag } from './start-tag.ts';

/** Where the parts of a well-formed document lie, as indexes into its text. */
export interface Outline {
  readonly text: string;
  readonly rootStart: number;
  readonly rootEnd: number;
  /** Processing instructions inside the root element. */
  readonly instructions: readonly (readonly [start: number, end: number])[];
}

/** Bounds of a document beside its bytes. */
export const documentLimits = {
  /** Elements inside each other; xmlParserMaxDepth. */
  depth: 256,
  /** Elements in all. libvirt has no such bound; its largest guests have some thousands. */
  elements: 100_000,
} as const;

/**
 * Checks that a text is one well-formed XML document without a document type, as libxml2 does for libvirt.
 * @throws LibvirtError (XML detail) with libxml2's message for the first fault; (XML error) for what is refused.
 */
export function outline(xml: string): Outline {
  if (Buffer.byteLength(xml) > limits.stringBytes) throw tooLarge();
  // The text ends for libxml2, a C library, where its first NUL stands.
  const text = xml.split('\0', 1)[0] ?? '';
  const cursor: Cursor = { text, at: text.startsWith('\uFEFF') ? 1 : 0 };
  scanProlog(cursor);
  const rootStart = cursor.at;
  const instructions = scanRoot(cursor);
  const rootEnd = cursor.at;
  scanMiscellaneous(cursor);
  if (!atEnd(cursor)) throw parserError(cursor, 'Extra content at the end of the document');
  return { text, rootStart, rootEnd, instructions };
}

const tooLarge = () => new LibvirtError('XML error', `the document is larger than ${limits.stringBytes} bytes`, 'xml');
const declaresTypes = () =>
  new LibvirtError('XML error', 'a document type (DOCTYPE) or entity declaration is not accepted here', 'xml');

function scanProlog(cursor: Cursor): void {
  if (atEnd(cursor)) throw parserError(cursor, 'Document is empty');
  if (/^<\?xml[ \t\n\r]/.test(cursor.text.slice(cursor.at, cursor.at + 6))) scanDeclaration(cursor);
  scanMiscellaneous(cursor);
  if (looksAt(cursor, '<!DOCTYPE')) throw declaresTypes();
  if (!looksAt(cursor, '<')) throw parserError(cursor, "Start tag expected, '<' not found");
}

// The encoding means nothing here: the text has been decoded already.
function scanDeclaration(cursor: Cursor): void {
  take(cursor, /<\?xml[ \t\n\r]+/y);
  if (!take(cursor, /version[ \t\n\r]*=[ \t\n\r]*(?:"1\.[0-9]+"|'1\.[0-9]+')/y))
    throw parserError(cursor, 'Malformed declaration expecting version');
  take(cursor, /[ \t\n\r]+encoding[ \t\n\r]*=[ \t\n\r]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*')/y);
  take(cursor, /[ \t\n\r]+standalone[ \t\n\r]*=[ \t\n\r]*(?:"(?:yes|no)"|'(?:yes|no)')/y);
  skipBlanks(cursor);
  if (!accept(cursor, '?>')) throw parserError(cursor, "parsing XML declaration: '?>' expected");
}

function scanMiscellaneous(cursor: Cursor): void {
  for (skipBlanks(cursor); ; skipBlanks(cursor)) {
    if (looksAt(cursor, '<?')) scanInstruction(cursor);
    else if (looksAt(cursor, '<!--')) scanComment(cursor);
    else return;
  }
}

interface Walk {
  readonly cursor: Cursor;
  readonly open: OpenElement[];
  readonly instructions: [number, number][];
  count: number;
}

function scanRoot(cursor: Cursor): Outline['instructions'] {
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

const describe = (cursor: Cursor, { name, start }: OpenElement) => `${localName(name)} line ${lineAt(cursor.text, start)}`;

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
const endName = (opened: OpenElement, name: string) => (opened.name === localName(opened.name) ? name : localName(name));
