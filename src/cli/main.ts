import { type Command, CommanderError } from 'commander';
import { type CommandEntry, commands } from './commands.ts';
import { runOwnCommand, withManners } from './own-command.ts';
import { type CommandLine, createProgram, parseProgram } from './program.ts';
import { refusalDocument, sentence } from './report.ts';
import { verbs } from './virsh/verbs.ts';
import type { Globals, World } from './world.ts';

/** What the command line knows and works with; tests hand over their own. */
export interface Program {
  readonly world: World;
  readonly commands?: readonly CommandEntry[];
}

/**
 * Runs one command line, without the program's name. Resolves with the exit status: 0 done, 1 failed or refused, 2 wrong
 * usage, 130 interrupted (143 by SIGTERM); virsh's own verbs exit as virsh does. Never rejects.
 */
export async function runCommandLine(argv: readonly string[], given?: Program): Promise<number> {
  if (given) return run(argv, given);
  const { openProcessWorld } = await import('./process-world.ts');
  const { world, close, exitStatus } = openProcessWorld();
  try {
    return exitStatus(await run(argv, { world }));
  } finally {
    close();
  }
}

async function run(argv: readonly string[], { world, commands: own = commands }: Program): Promise<number> {
  const program = withManners(createProgram({ commands: own, verbs }), world);
  try {
    const line = parseProgram(program, argv);
    return (
      (await runHelp(program, line, own, world)) ??
      (await runCommand(line, own, world)) ??
      runOther(program, line, world)
    );
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    world.err(`error: ${sentence(error)}\n`);
    return 1;
  }
}

/** Runs hooklab's own command of that name, else virsh's. Undefined when there is neither. */
async function runCommand({ command, words, globals }: CommandLine, own: readonly CommandEntry[], world: World) {
  const entry = own.find(({ name, takes }) => name === command && (takes?.(words) ?? true));
  if (entry) return runOwnCommand({ command: await entry.load(), words, globals, world });
  if (command === undefined) return readCommands(globals, world);
  // One argument alone may hold several commands; a plain word that is none is hooklab's own affair.
  const alone = words.length === 0;
  if ((!alone || /^[\w-]+$/.test(command)) && !verbs.some(({ name }) => name === command)) return undefined;
  const { runCommands } = await import('./virsh/run-commands.ts');
  return runCommands({ commands: alone ? command : [[command, ...words]], globals, world });
}

/** Without a command virsh reads them; hooklab does where a host was named, or lines wait to be read. */
async function readCommands(globals: Globals, world: World) {
  const { runInteractively } = await import('./virsh/interactive.ts');
  return globals.connect !== undefined || (await world.lines?.waiting()) ? runInteractively(globals, world) : undefined;
}

/** `help` on hooklab itself, or on a command of its own; on virsh's verbs it is a verb of virsh's. */
async function runHelp(
  program: Command,
  { command, words, globals }: CommandLine,
  own: readonly CommandEntry[],
  world: World,
) {
  if (command !== 'help') return undefined;
  const topic = words.find((word) => !word.startsWith('-'));
  if (topic === undefined && !words.includes('--help')) program.outputHelp();
  if (topic === undefined && !words.includes('--help')) return 0;
  const entry = own.find(({ name, takes }) => name === topic && takes === undefined);
  return entry && runOwnCommand({ command: await entry.load(), words: ['--help'], globals, world });
}

/** What is no command: nothing at all, or a word nobody knows. */
function runOther(program: Command, line: CommandLine, world: World): number {
  const { command } = line;
  if (command === undefined) program.outputHelp({ error: true });
  return refuse(command === undefined ? undefined : `unknown command: '${command}'`, 2, line, world);
}

function refuse(text: string | undefined, code: number, { globals, words }: CommandLine, world: World): number {
  if (text) world.err(`error: ${text}\n`);
  if (text && (globals.json || words.includes('--json'))) world.out(refusalDocument(text));
  return code;
}
