import { LibvirtError } from '../protocol/errors.ts';
import { type Cursor, lineAt } from './cursor.ts';

/** Characters of the offending line that are shown; libvirt shows all of it, which a message on a link could not hold. */
const shownCharacters = 32_768;

/**
 * libxml2's complaint in libvirt's frame: document, line, message, the offending line and a caret below it
 * (catchXMLError). The line number is that of the index `lineOf` where libxml2 had read further than it points.
 */
export function parserError({ text, at, source }: Cursor, message: string, lineOf = at): LibvirtError {
  const start = lineStart(text, at);
  const line = /^[^\n\r]*/.exec(text.slice(start, start + shownCharacters))?.[0] ?? '';
  // An empty buffer has no text at all, which libvirt prints as C does (recording 3d-migrate-unclosed).
  const detail = `${source.name}:${lineAt(text, lineOf)}: ${message}\n${line || '(null)'}\n${pointer(line.slice(0, at - start))}`;
  return new LibvirtError('XML detail', detail, source.domain);
}

function lineStart(text: string, at: number): number {
  let start = at;
  while (start > 0 && isLineEnd(text[start])) start--;
  while (start > 0 && !isLineEnd(text[start])) start--;
  return isLineEnd(text[start]) ? start + 1 : start;
}

const isLineEnd = (character: string | undefined) => character === '\n' || character === '\r';

// libxml2 counts bytes: a character of three bytes moves the caret by three.
const pointer = (before: string) =>
  `${Array.from(before, (character) => (character === '\t' ? '\t' : '-'.repeat(Buffer.byteLength(character)))).join('')}^`;
