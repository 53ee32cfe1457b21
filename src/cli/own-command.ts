import { type Command, CommanderError } from 'commander';
import { LibvirtError } from '../protocol/errors.ts';
import { Interrupted } from './interrupt.ts';
import { errorDocument, sentence } from './report.ts';
import type { Globals, World } from './world.ts';

/** A command of hooklab's own, that is, one that virsh does not have. */
export interface OwnCommand {
  /** The command with its arguments and options; parsing, `--json` and errors are seen to by who runs it. */
  readonly create: () => Command;
  /** Runs it. Resolves with the exit status. @throws LibvirtError: invalid arguments exit with 2, the others with 1. */
  readonly run: (invocation: Invocation) => Promise<number>;
}

/** What a command is run with, once its words were parsed. */
export interface Invocation {
  readonly args: readonly string[];
  /** Options by commander's names: `--source-hooks` is `sourceHooks`. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly globals: Globals;
  readonly world: World;
}

/** A command and the words it was given. */
export interface RunOwnCommand {
  readonly command: OwnCommand;
  readonly words: readonly string[];
  readonly globals: Globals;
  readonly world: World;
}

/** Parses a command's words and runs it. Resolves with the exit status: 2 for wrong usage, 130 when it was interrupted. */
export async function runOwnCommand({ command, words, globals, world }: RunOwnCommand): Promise<number> {
  let json = globals.json;
  try {
    const parser = withManners(command.create(), world);
    parser.parse([...words], { from: 'user' });
    json ||= parser.opts().json === true;
    return await command.run({
      args: parser.args,
      options: { ...parser.opts(), json },
      globals: { ...globals, json },
      world,
    });
  } catch (error) {
    return failed(error, json, world);
  }
}

/** Commander must neither exit nor print by itself, and every command knows `--json`. */
export function withManners(command: Command, { out, err }: Pick<World, 'out' | 'err'>): Command {
  if (!command.options.some(({ long }) => long === '--json')) command.option('--json', 'print JSON');
  return command
    .exitOverride()
    .configureOutput({ writeOut: out, writeErr: err })
    .action(() => {});
}

function failed(error: unknown, json: boolean, world: World): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof Interrupted) return 130;
  world.err(`error: ${sentence(error)}\n`);
  if (json) world.out(errorDocument(error));
  return error instanceof LibvirtError && error.is('invalid argument') ? 2 : 1;
}
