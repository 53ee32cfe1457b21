import { allGroupsText, groupText, isGroup } from './groups.ts';
import { helpText } from './help.ts';
import type { TerminalVerb } from './verb.ts';
import { verbs } from './verbs.ts';
import { VirshError } from './virsh-error.ts';

const about = 'Prints global help, command specific help, or help for a group of related commands';

/** virsh's help: of a command, of a group of commands, or everything by groups. */
export const help: TerminalVerb = {
  name: 'help',
  summary: 'print help',
  description: 'Prints global help, command specific help, or help for a\n    group of related commands',
  options: [{ name: 'command', kind: 'string', help: about }],
  async runHere({ given }) {
    const word = given.text('command');
    return { data: undefined, text: true, print: word === undefined ? everything() : await helpOn(word) };
  },
};

const everything = () => `Grouped commands:\n\n${allGroupsText(verbs)}`;

async function helpOn(word: string): Promise<string> {
  const entry = verbs.find(({ name }) => name === word);
  if (entry) return helpText(await entry.load());
  if (isGroup(word)) return groupText(word, verbs);
  throw new VirshError([`command or command group '${word}' doesn't exist`]);
}
