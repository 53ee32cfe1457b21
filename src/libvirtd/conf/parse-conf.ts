import { LibvirtError } from '../../protocol/errors.ts';

/** A value as it stands in a configuration file; a number with a minus is signed, whatever it is. */
export type ConfValue =
  | { readonly type: 'unsigned' | 'signed'; readonly value: bigint }
  | { readonly type: 'text'; readonly value: string }
  | { readonly type: 'list'; readonly value: readonly ConfValue[] };

/** The settings of a file by name; of one that stands there twice, the first counts (virConfGetValue). */
export type Conf = ReadonlyMap<string, ConfValue>;

/**
 * Reads libvirt's configuration syntax (virconf.c): `name = value`, one a line or with `;` between them, where a value is
 * a number, a string in `'`, `"` or `"""`, or a list of them in brackets; `#` begins a comment.
 * @throws LibvirtError (system error) "configuration file syntax error: FILE:LINE: …" as libvirt words it.
 */
export function parseConf(text: string, file: string): Conf {
  const at: Place = { text, file, cursor: 0, line: 1 };
  const settings = new Map<string, ConfValue>();
  skip(at, blanksAndEnds);
  while (at.cursor < text.length) {
    statement(at, settings);
    separator(at);
  }
  return settings;
}

interface Place {
  readonly text: string;
  readonly file: string;
  cursor: number;
  line: number;
}

/** Lists within lists, as deep as anybody needs. */
const deepest = 16;
const blanks = /[ \t]*/y;
const blanksAndEnds = /[ \t\r\n]*/y;
const comment = /#[^\r\n]*/y;
const name = /[A-Za-z][A-Za-z0-9_]*/y;
const number = /[+-]?[0-9]+/y;
const plainString = /'([^'\r\n]*)'|"([^"\r\n]*)"/y;
const longString = /"""(.*?)"""/sy;

/** What stands at the cursor, which moves behind it; undefined when it is something else. */
function take(at: Place, pattern: RegExp): RegExpExecArray | undefined {
  pattern.lastIndex = at.cursor;
  const found = pattern.exec(at.text);
  if (!found) return undefined;
  at.cursor += found[0].length;
  at.line += found[0].split('\n').length - 1;
  return found;
}
const skip = take;
const next = ({ text, cursor }: Place) => text[cursor];

function wrong({ file, line }: Place, what: string): LibvirtError {
  return new LibvirtError('system error', `configuration file syntax error: ${file}:${line}: ${what}`);
}

function statement(at: Place, settings: Map<string, ConfValue>): void {
  if (take(at, comment)) return;
  const key = take(at, name)?.[0];
  if (key === undefined) throw wrong(at, 'expecting a name');
  skip(at, blanks);
  if (!take(at, /=/y)) throw wrong(at, 'expecting an assignment');
  const given = value(at);
  if (!settings.has(key)) settings.set(key, given);
  skip(at, blanks);
  take(at, comment);
}

function separator(at: Place): void {
  skip(at, blanks);
  if (at.cursor < at.text.length && !take(at, /[\r\n;]/y)) throw wrong(at, 'expecting a separator');
  skip(at, blanksAndEnds);
}

function value(at: Place, depth = 0): ConfValue {
  skip(at, blanks);
  if (next(at) === '"' || next(at) === "'") return { type: 'text', value: quoted(at) };
  if (next(at) === '[' && depth < deepest) return { type: 'list', value: list(at, depth) };
  const sign = next(at);
  const digits = take(at, number)?.[0];
  if (digits !== undefined)
    return { type: sign === '-' ? 'signed' : 'unsigned', value: BigInt(digits.replace('+', '')) };
  throw wrong(at, sign === '-' || sign === '+' ? 'unterminated number' : 'expecting a value');
}

function quoted(at: Place): string {
  const found = at.text.startsWith('"""', at.cursor) ? take(at, longString) : take(at, plainString);
  if (!found) throw wrong(at, 'unterminated string');
  return found[1] ?? found[2] ?? '';
}

function list(at: Place, depth: number): readonly ConfValue[] {
  const values: ConfValue[] = [];
  take(at, /\[/y);
  skip(at, blanksAndEnds);
  while (at.cursor < at.text.length && next(at) !== ']') {
    values.push(value(at, depth + 1));
    skip(at, blanksAndEnds);
    if (next(at) === ']' || at.cursor >= at.text.length) break;
    if (!take(at, /,/y)) throw wrong(at, 'expecting a separator in list');
    skip(at, blanksAndEnds);
  }
  if (!take(at, /\]/y)) throw wrong(at, 'list is not closed with ]');
  return values;
}
