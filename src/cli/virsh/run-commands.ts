import { Interrupted } from '../interrupt.ts';
import type { Globals, World } from '../world.ts';
import { splitCommands } from './command-string.ts';
import { type HeldConnection, holdConnection } from './held-connection.ts';
import { helpText } from './help.ts';
import { inSession } from './in-session.ts';
import { type ParsedCommand, parseCommands } from './parse-commands.ts';
import { refuse } from './refuse.ts';
import type { Answer, Terminal } from './verb.ts';

/** Where commands run one after another. */
export interface Shell {
  readonly world: World;
  readonly connection: HeldConnection;
  readonly terminal: Terminal;
  /** Whether the user wants no more commands run. */
  readonly isOver: () => boolean;
}

/** A text with commands in it, or each with its words. */
export type Commands = string | readonly (readonly string[])[];

export interface RunCommands {
  readonly commands: Commands;
  readonly globals: Globals;
  readonly world: World;
}

/**
 * Runs virsh's commands over one connection and prints what virsh prints. Resolves with virsh's exit status, that of the
 * last command, 130 when it was interrupted. Nothing is run when one of them was not understood.
 */
export async function runCommands({ commands, globals, world }: RunCommands): Promise<number> {
  const shell = openShell(globals, world, false);
  try {
    return await runIn(shell, commands, globals);
  } finally {
    await shell.connection.close();
  }
}

export function openShell(globals: Globals, world: World, interactive: boolean): Shell {
  const connection = holdConnection(globals, world);
  let over = false;
  const terminal: Terminal = {
    interactive,
    quit: () => {
      over = true;
    },
    async connect(uri) {
      await connection.leadTo(uri);
      await connection.get('connect');
    },
  };
  return { world, connection, terminal, isOver: () => over };
}

/** Runs commands in a shell that is open. */
export async function runIn(shell: Shell, commands: Commands, globals: Globals): Promise<number> {
  const { world } = shell;
  let parsed: readonly ParsedCommand[];
  try {
    parsed = await parseCommands(typeof commands === 'string' ? splitCommands(commands) : commands, globals);
  } catch (error) {
    return refuse(error, { json: globals.json || wantsJson(commands), world });
  }
  let exit = 0;
  for (const command of parsed) {
    exit = await runOne(shell, command);
    if (exit === 130 || shell.isOver()) break;
  }
  return exit;
}

const wantsJson = (commands: Commands) =>
  typeof commands !== 'string' && commands.some((words) => words.includes('--json'));

/** Every command that had its options right ends with an empty line on stdout, also a failed one (vshCommandRun). */
async function runOne(shell: Shell, command: ParsedCommand): Promise<number> {
  const { world } = shell;
  const { globals } = command;
  const since = world.clock.monotonic();
  try {
    const answer = await answerOf(shell, command);
    print(answer, shell, command, since);
    return answer.exit ?? 0;
  } catch (error) {
    if (error instanceof Interrupted) return 130;
    const code = refuse(error, { json: globals.json, world });
    if (!globals.json) world.out(ending(globals, world, since));
    return code;
  }
}

async function answerOf(shell: Shell, command: ParsedCommand): Promise<Answer> {
  const { verb, given, globals } = command;
  const { world, connection, terminal } = shell;
  // Help is text whether JSON is wanted or not.
  if (command.help) return { print: helpText(verb), data: undefined, text: true };
  if ('runHere' in verb) return verb.runHere({ given, world, globals, terminal });
  return inSession({ ...command, verb, world, connection });
}

function print(answer: Answer, { world, isOver }: Shell, { globals }: ParsedCommand, since: number): void {
  const { print: text = '', note = '', data } = answer;
  if (globals.json && !answer.text) {
    if (data) world.out(`${JSON.stringify(data)}\n`);
    return;
  }
  const said = globals.quiet ? text : `${text}${note}`;
  world.out(isOver() ? said : `${said}${ending(globals, world, since)}`);
}

/** What virsh prints after every command: nothing when it is quiet, the time it took with `-t`. */
function ending({ quiet, timing = false }: Globals, { clock }: World, since: number): string {
  if (timing) return `\n(Time: ${(clock.monotonic() - since).toFixed(3)} ms)\n\n`;
  return quiet ? '' : '\n';
}
