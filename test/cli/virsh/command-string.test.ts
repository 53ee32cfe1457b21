import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitCommands } from '../../../src/cli/virsh/command-string.ts';
import { VirshError } from '../../../src/cli/virsh/virsh-error.ts';
import { shellWord } from '../../../src/hooks/index.ts';

test.each([
  ['list --all', [['list', '--all']]],
  ['a;b ; c\nd', [['a'], ['b'], ['c'], ['d']]],
  ['a "b;c" \'d e\' f\\ g', [['a', 'b;c', 'd e', 'f g']]],
  ['a b\\\nc \\\n d', [['a', 'bc', 'd']]],
  ['# all of it\na # and ; this\nb#c', [['a'], ['b#c']]],
  ["a '' b", [['a', '', 'b']]],
  ['', []],
])('%j', (text, commands) => {
  expect(splitCommands(text)).toEqual(commands);
});

test('words that were quoted for a shell come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
      fc.pre(!words.some((word) => word.startsWith('#')));
      expect(splitCommands(words.map(shellWord).join(' '))).toEqual([words]);
    }),
  );
});

test('nothing but a quote or a backslash without an end is refused', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        splitCommands(text);
      } catch (error) {
        expect(error).toBeInstanceOf(VirshError);
      }
    }),
  );
});
