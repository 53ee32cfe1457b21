import { LibvirtError } from '../../protocol/errors.ts';

/** A line of a table by the names in its header; `line` counts from 1, the header. */
export interface CsvRow {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/**
 * Rows of comma separated values (RFC 4180) whose first line names the columns. Empty lines are left out.
 * @throws LibvirtError (invalid argument), in one sentence, when a column is missing or a line has another length.
 */
export function parseCsv(text: string, wanted: readonly string[]): readonly CsvRow[] {
  const [header, ...rows] = records(text);
  const missing = wanted.filter((name) => !header?.cells.includes(name));
  if (!header || missing.length > 0) throw wrong(`the table lacks the columns ${missing.join(', ')}`);
  return rows.map(({ line, cells }) => {
    if (cells.length !== header.cells.length)
      throw wrong(`line ${line} has ${cells.length} cells where the header has ${header.cells.length}`);
    return { line, cells: Object.fromEntries(header.cells.map((name, index) => [name, cells[index] ?? ''])) };
  });
}

interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A cell is quoted, with each quote in it doubled, or goes to the next comma or the end of the line. */
const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
const separator = /,|\r?\n|$/y;

function records(text: string): readonly CsvRecord[] {
  const found: CsvRecord[] = [];
  let cells: string[] = [];
  let line = 1;
  for (let at = 0; at <= text.length; ) {
    const { value, end } = readCell(text, at, line);
    const after = matchAt(separator, text, end) ?? refuseAt(line);
    cells.push(value);
    at = end + Math.max(after.length, 1);
    if (after === ',') continue;
    if (cells.some((one) => one !== '')) found.push({ line, cells });
    cells = [];
    line += 1;
  }
  return found;
}

function readCell(text: string, at: number, line: number): { value: string; end: number } {
  cell.lastIndex = at;
  const match = cell.exec(text) ?? refuseAt(line);
  return { value: match[1]?.replaceAll('""', '"') ?? match[2] ?? '', end: cell.lastIndex };
}

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function refuseAt(line: number): never {
  throw wrong(`line ${line} has a quote where none may be`);
}

const wrong = (why: string) => new LibvirtError('invalid argument', why);
