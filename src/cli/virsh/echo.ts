import { shellWord } from '../../hooks/index.ts';
import { escapeText } from '../../xml/escape.ts';
import { exclude } from './exclude.ts';
import type { TerminalVerb } from './verb.ts';

/** Prints its words, quoted for a shell or for XML; virsh's tests use it, and scripts as a separator. */
export const echo: TerminalVerb = {
  name: 'echo',
  summary: 'echo arguments. Used for internal testing.',
  description: 'Echo back arguments, possibly with quoting. Used for internal testing.',
  options: [
    { name: 'shell', kind: 'flag', help: 'escape for shell use' },
    { name: 'xml', kind: 'flag', help: 'escape for XML use' },
    { name: 'split', kind: 'flag', help: "split each argument on ','; ',,' is an escape sequence" },
    { name: 'err', kind: 'flag', help: 'output to stderr' },
    { name: 'string', kind: 'words', help: 'arguments to echo' },
  ],
  async runHere({ given, world }) {
    exclude(given, ['shell', 'xml'], ['shell', 'split'], ['xml', 'split']);
    const words = given.list('string');
    if (given.has('split'))
      return {
        data: undefined,
        print: words
          .flatMap(parts)
          .map((part) => `${part}\n`)
          .join(''),
      };
    const text = words.map(given.has('shell') ? shellWord : given.has('xml') ? escapeText : same).join(' ');
    if (!given.has('err')) return { data: { text }, print: text };
    world.err(`error: ${text}\n`);
    return { data: { text } };
  },
};

const same = (word: string) => word;

/** vshStringToArray: `,,` is a comma. */
const parts = (word: string): readonly string[] => word.split(/(?<!,),(?!,)/).map((part) => part.replaceAll(',,', ','));
