import { LibvirtError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import { type Range, scanElementTree } from './content.ts';
import { accept, atEnd, type Cursor, domainSource, looksAt, skipBlanks, take } from './cursor.ts';
import { scanDocumentType } from './document-type.ts';
import { parserError } from './fault.ts';
import { scanComment, scanInstruction } from './markup.ts';

/** Where the parts of a well-formed document lie, as indexes into its text. */
export interface Outline {
  readonly text: string;
  readonly rootStart: number;
  readonly rootEnd: number;
  /** Processing instructions inside the root element. */
  readonly instructions: readonly Range[];
}

/**
 * Checks that a text is one well-formed XML document, as libxml2 does for libvirt. A document type may stand in front of
 * it and means nothing: no entity that it declares is known afterwards.
 * @throws LibvirtError (XML detail) with libxml2's message for the first fault; (XML error) for one that is too large.
 */
export function outline(xml: string, source = domainSource): Outline {
  if (Buffer.byteLength(xml) > limits.stringBytes) throw tooLarge();
  // The text ends for libxml2, a C library, where its first NUL stands.
  const text = xml.split('\0', 1)[0] ?? '';
  const cursor: Cursor = { text, source, at: text.startsWith('\uFEFF') ? 1 : 0 };
  scanProlog(cursor);
  const rootStart = cursor.at;
  const instructions = scanElementTree(cursor);
  const rootEnd = cursor.at;
  scanMiscellaneous(cursor);
  if (!atEnd(cursor)) throw parserError(cursor, 'Extra content at the end of the document');
  return { text, rootStart, rootEnd, instructions };
}

const tooLarge = () => new LibvirtError('XML error', `the document is larger than ${limits.stringBytes} bytes`, 'xml');

function scanProlog(cursor: Cursor): void {
  if (atEnd(cursor)) throw parserError(cursor, 'Document is empty');
  if (/^<\?xml[ \t\n\r]/.test(cursor.text.slice(cursor.at, cursor.at + 6))) scanDeclaration(cursor);
  scanMiscellaneous(cursor);
  if (looksAt(cursor, '<!DOCTYPE')) {
    scanDocumentType(cursor);
    scanMiscellaneous(cursor);
  }
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
