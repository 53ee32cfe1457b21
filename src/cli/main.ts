import { type Command, CommanderError } from 'commander';
import { type CommandEntry, commands } from './commands.ts';
import { runOwnCommand, withManners } from './own-command.ts';
import { type CommandLine, createProgram, parseProgram } from './program.ts';
import { refusalDocument, sentence } from './report.ts';
import { verbs } from './virsh/verbs.ts';
import type { World } from './world.ts';

/** What the command line knows and works with; tests hand over their own. */
export interface Program {
  readonly world: World;
  readonly commands?: readonly CommandEntry[];
}

/**
 * Runs one command line, without the program's name. Resolves with the exit status: 0 done, 1 failed or refused, 2 wrong
 * usage, 130 interrupted; virsh's own verbs exit as virsh does. Never rejects.
 */
export async function runCommandLine(argv: readonly string[], given?: Program): Promise<number> {
  if (given) return run(argv, given);
  const { openProcessWorld } = await import('./process-world.ts');
  const { world, close } = openProcessWorld();
  try {
    return await run(argv, { world });
  } finally {
    close();
  }
}

async function run(argv: readonly string[], { world, commands: own = commands }: Program): Promise<number> {
  const program = withManners(createProgram({ commands: own, verbs }), world);
  try {
    const line = parseProgram(program, argv);
    return (await runCommand(line, own, world)) ?? (await runOther(program, line, own, world));
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    world.err(`error: ${sentence(error)}\n`);
    return 1;
  }
}

/** Runs hooklab's own command of that name, else virsh's verb. Undefined when there is neither. */
async function runCommand({ command, words, globals }: CommandLine, own: readonly CommandEntry[], world: World) {
  const entry = own.find(({ name, takes }) => name === command && (takes?.(words) ?? true));
  if (entry) return runOwnCommand({ command: await entry.load(), words, globals, world });
  const verb = verbs.find(({ name }) => name === command);
  if (!verb) return undefined;
  const { runVerb } = await import('./virsh/run-verb.ts');
  return runVerb({ verb: await verb.load(), words, globals, world });
}

/** What is no command: nothing at all, `help`, or a word nobody knows. */
async function runOther(
  program: Command,
  line: CommandLine,
  own: readonly CommandEntry[],
  world: World,
): Promise<number> {
  const { command, words, globals } = line;
  if (command === undefined) program.outputHelp({ error: true });
  if (command !== 'help')
    return refuse(command === undefined ? undefined : `unknown command: '${command}'`, 2, line, world);
  const topic = words.find((word) => !word.startsWith('-'));
  if (topic === undefined) program.outputHelp();
  if (topic === undefined) return 0;
  const code = await runCommand({ command: topic, words: ['--help'], globals }, own, world);
  return code ?? refuse(`command '${topic}' doesn't exist`, 1, line, world);
}

function refuse(text: string | undefined, code: number, { globals, words }: CommandLine, world: World): number {
  if (text) world.err(`error: ${text}\n`);
  if (text && (globals.json || words.includes('--json'))) world.out(refusalDocument(text));
  return code;
}
