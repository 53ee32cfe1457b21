import { parseTrace, type Trace } from '../../domain/workload/index.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import { readTextFile } from '../virsh/read-file.ts';
import { parseCsv } from './parse-csv.ts';

/**
 * A recorded trace from a file: a table with the columns ms and page, and count where several pages in a row were
 * written, or MS:PAGE+COUNT with white space between, as in a guest's metadata.
 * @throws LibvirtError (invalid argument) in one sentence that names the file.
 */
export async function readTrace(file: string): Promise<Trace> {
  const text = await readTextFile(file);
  const trace = parseTrace(isTable(text) ? wordsOf(file, text) : text);
  if (typeof trace === 'string') throw wrong(file, trace);
  return trace;
}

const isTable = (text: string) => /^[^\n]*,/.test(text.trimStart());

function wordsOf(file: string, text: string): string {
  try {
    return parseCsv(text, ['ms', 'page'])
      .map(({ cells: { ms, page, count = '1' } }) => `${ms}:${page}+${count}`)
      .join(' ');
  } catch (error) {
    throw error instanceof LibvirtError ? wrong(file, error.message) : error;
  }
}

const wrong = (file: string, why: string) => new LibvirtError('invalid argument', `trace ${file}: ${why}`);
