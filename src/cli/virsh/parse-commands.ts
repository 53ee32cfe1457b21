import type { Globals } from '../world.ts';
import { type Given, givenOptions } from './given.ts';
import { parseOptions } from './parse-options.ts';
import type { AnyVerb } from './verb.ts';
import { verbs } from './verbs.ts';
import { VirshError } from './virsh-error.ts';

/** A command whose words were understood. */
export interface ParsedCommand {
  readonly verb: AnyVerb;
  readonly given: Given;
  /** Its help is wanted instead. */
  readonly help: boolean;
  readonly globals: Globals;
}

/** Reads commands; none is run when one of them is wrong. @throws VirshError in virsh's words (vshCommandParse). */
export const parseCommands = (
  commands: readonly (readonly string[])[],
  globals: Globals,
): Promise<readonly ParsedCommand[]> => Promise.all(commands.map((words) => parseCommand(words, globals)));

async function parseCommand([name = '', ...words]: readonly string[], globals: Globals): Promise<ParsedCommand> {
  const entry = verbs.find((verb) => verb.name === name);
  if (!entry) throw new VirshError([`unknown command: '${name}'`]);
  const verb = await entry.load();
  const { help, values } = parseOptions(verb, words);
  const json = globals.json || values.has('json');
  return { verb, given: givenOptions(values), help, globals: { ...globals, json } };
}
