import { Command, Option } from 'commander';
import type { CommandEntry } from './commands.ts';
import { packageVersion } from './package-version.ts';
import { allGroupsText } from './virsh/groups.ts';
import type { VerbEntry } from './virsh/verbs.ts';
import type { Globals } from './world.ts';

/** The words of a command line, taken apart: options of the program, the command, and what is meant for that. */
export interface CommandLine {
  readonly globals: Globals;
  readonly command: string | undefined;
  readonly words: readonly string[];
}

interface Tables {
  readonly commands: readonly CommandEntry[];
  readonly verbs: readonly VerbEntry[];
}

/** The program itself: its options stand before the command, what follows is the command's own. */
export function createProgram(tables: Tables): Command {
  return new Command('hooklab')
    .usage('[options] <command> [arguments]')
    .description('Two libvirt hosts without a hypervisor: test hook scripts across a live migration.')
    .version(packageVersion(), '-V, --version', 'print the version of hooklab')
    .option('-c, --connect <url>', 'host to connect to: a URL, or the name of a host on this machine')
    .option('--token-file <file>', 'file with the token that the host wants')
    .option('--json', 'print JSON')
    .option('-q, --quiet', 'print no more than was asked for')
    .option('-t, --timing', 'print how long each of the verbs took')
    .addOption(new Option('-r, --readonly', 'taken as virsh does, without effect').hideHelp())
    .helpOption('-h, --help', 'print this help; after a command, that of the command')
    .argument('[command...]', 'a command with its arguments; with -c and none, commands are read from stdin')
    .passThroughOptions()
    .addHelpText('after', `\n${listing(tables)}`);
}

/** Reads the words up to the command. @throws CommanderError for wrong options, and after help was printed. */
export function parseProgram(program: Command, argv: readonly string[]): CommandLine {
  program.parse([...argv], { from: 'user' });
  const { connect, tokenFile, json = false, quiet = false, timing = false } = program.opts<Partial<Globals>>();
  const [command, ...words] = program.args;
  return { globals: { connect, tokenFile, json, quiet, timing }, command, words };
}

function listing({ commands, verbs }: Tables): string {
  const own = commands.length > 0 ? `Commands of hooklab:\n${commands.map(row).join('')}\n` : '';
  return `${own}Commands of virsh, against a host that runs; several in one argument with ';' between them, or one a line on stdin:\n\n${allGroupsText(verbs).trimEnd()}\n`;
}

const row = ({ name, summary }: { name: string; summary: string }) => `  ${name.padEnd(18)}${summary}\n`;
