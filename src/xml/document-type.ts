import { accept, type Cursor, take } from './cursor.ts';
import { parserError } from './fault.ts';

const quoted = /"[^"]*"|'[^']*'/y;
const comment = /<!--(?:(?!--)[\s\S])*-->/y;

/** Moves over a document type with what is declared in it; the cursor stands on its `<!DOCTYPE` (xmlParseDocTypeDecl). */
export function scanDocumentType(cursor: Cursor): void {
  cursor.at += 9;
  if (scanTo(cursor, /[^"'[>]+/y) === '[' && scanTo(cursor, /[^"'\]<]+/y) === ']') scanTo(cursor, /[^"'>]+/y);
}

/** Moves behind the first bracket that is in no string or comment, and returns it. */
function scanTo(cursor: Cursor, others: RegExp): string {
  for (;;) {
    if (take(cursor, others) || take(cursor, quoted) || take(cursor, comment) || accept(cursor, '<')) continue;
    const bracket = cursor.text.charAt(cursor.at++);
    if (bracket === '[' || bracket === ']' || bracket === '>') return bracket;
    throw parserError(cursor, 'DOCTYPE improperly terminated');
  }
}
