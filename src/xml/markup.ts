import { firstIllegal, namePattern } from './characters.ts';
import { accept, type Cursor, skipBlanks, take } from './cursor.ts';
import { parserError } from './fault.ts';

// Only ever read again in a message; libxml2 shows as much of a section it cannot finish.
const excerpt = (text: string) => Buffer.from(text.replaceAll('\r\n', '\n')).subarray(0, 50).toString();

/** Checks a comment; the cursor stands on its `<!--` (xmlParseComment). */
export function scanComment(cursor: Cursor): void {
  const start = cursor.at + 4;
  const hyphens = cursor.text.indexOf('--', start);
  const body = cursor.text.slice(start, hyphens === -1 ? undefined : hyphens);
  refuseIllegal({ ...cursor, at: start }, body, (code) => `xmlParseComment: invalid xmlChar value ${code}`);
  cursor.at = start + body.length;
  if (hyphens === -1) throw parserError(cursor, unterminated(body));
  if (!accept(cursor, '-->')) throw doubleHyphen(cursor, body);
}

// libxml2 reads a comment with two loops, each with words of its own: one up to the first character beyond ASCII, one for the rest.
const isPlain = (text: string) => !/[^\t\n\r -\x7F]/.test(text);

const unterminated = (body: string) =>
  isPlain(body) ? 'Comment not terminated' : `Comment not terminated \n<!--${excerpt(body.slice(0, -2))}`;

function doubleHyphen(cursor: Cursor, body: string) {
  if (isPlain(body)) return parserError(cursor, `Double hyphen within comment${body && `: <!--${excerpt(body)}`}`);
  return parserError({ ...cursor, at: cursor.at + 2 }, "Comment must not contain '--' (double-hyphen)");
}

/** Checks a CDATA section; the cursor stands on its `<![CDATA[` (xmlParseCDSect). */
export function scanSection(cursor: Cursor): void {
  const start = cursor.at + 9;
  const end = cursor.text.indexOf(']]>', start);
  const body = cursor.text.slice(start, end === -1 ? undefined : end);
  refuseIllegal({ ...cursor, at: start }, body, () => `CData section not finished\n${excerpt(body)}`);
  cursor.at = start + body.length;
  if (!accept(cursor, ']]>')) throw parserError(cursor, `CData section not finished\n${excerpt(body.slice(0, -2))}`);
}

/** Checks a processing instruction; the cursor stands on its `<?` (xmlParsePI). */
export function scanInstruction(cursor: Cursor): void {
  cursor.at += 2;
  const target = take(cursor, namePattern);
  if (target === undefined) throw parserError(cursor, 'xmlParsePI : no target name');
  if (target === 'xml') throw parserError(cursor, 'XML declaration allowed only at the start of the document');
  if (accept(cursor, '?>')) return;
  if (!skipBlanks(cursor)) throw parserError(cursor, `ParsePI: PI ${target} space expected`);
  const end = cursor.text.indexOf('?>', cursor.at);
  const body = cursor.text.slice(cursor.at, end === -1 ? undefined : end);
  refuseIllegal(cursor, body, () => `ParsePI: PI ${target} never end ...`);
  cursor.at += body.length;
  if (!accept(cursor, '?>')) throw parserError(cursor, `ParsePI: PI ${target} never end ...`);
}

function refuseIllegal(from: Cursor, body: string, message: (code: number | undefined) => string): void {
  const illegal = firstIllegal(body);
  if (illegal === -1) return;
  throw parserError({ ...from, at: from.at + illegal }, message(body.codePointAt(illegal)));
}
