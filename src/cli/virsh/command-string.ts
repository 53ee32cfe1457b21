import { VirshError } from './virsh-error.ts';

/**
 * Takes a text apart into commands and their words, as virsh does with its only argument and with what its user types:
 * `;` and the end of a line end a command, quotes and backslashes are the shell's, `#` begins a comment
 * (vshCommandStringGetArg).
 * @throws VirshError for a quote without its end, or a backslash at the end.
 */
export function splitCommands(text: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (let at = 0; at < text.length; ) {
    const skipped = /^(?:[ \t]|\\\n)+/.exec(text.slice(at))?.[0].length ?? 0;
    at += skipped;
    if (at >= text.length) break;
    if (';\n#'.includes(text.charAt(at))) {
      at = text.charAt(at) === '#' ? endOfComment(text, at) : at + 1;
      commands.push([]);
    } else {
      const { word, end } = readWord(text, at);
      commands.at(-1)?.push(word);
      at = end;
    }
  }
  return commands.filter((words) => words.length > 0);
}

function endOfComment(text: string, start: number): number {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end + 1;
}

function readWord(text: string, start: number): { word: string; end: number } {
  let word = '';
  let quote = '';
  let at = start;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (!quote && ' \t;\n'.includes(character)) break;
    if (character === quote || (!quote && (character === '"' || character === "'"))) quote = quote ? '' : character;
    else if (character === '\\' && quote !== "'") word += escaped(text, ++at);
    else word += character;
  }
  // A single quote without its end is taken for one that has it.
  if (quote === '"') throw new VirshError(['missing "']);
  return { word, end: at };
}

function escaped(text: string, at: number): string {
  if (at >= text.length) throw new VirshError(['dangling \\']);
  return text.charAt(at) === '\n' ? '' : text.charAt(at);
}
