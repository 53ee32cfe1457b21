import { closeSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { LibvirtError } from '../protocol/errors.ts';
import { type ProcessPort, runHostProcess } from './process.ts';
import { hostCommand, type ProcessOptions } from './process-options.ts';

/** This process as a host's port. Signals stay handled, so that a second Ctrl-C while ending does not cut it short. */
export const thisProcess: ProcessPort = {
  pid: process.pid,
  environment: process.env,
  stdin: process.stdin,
  ready: (line) => void process.stdout.write(`${JSON.stringify(line)}\n`),
  log: (line) => void process.stderr.write(line),
  onSignal(names, action) {
    for (const name of names) process.on(name, action);
  },
};

/**
 * Closes what this process inherited besides stdin, stdout and stderr, so that hooks are not given it: Node marks its own
 * descriptors close-on-exec, what came from outside is not marked. Linux only; elsewhere nothing is closed.
 */
export function closeInherited(): void {
  for (const name of namesIn('/proc/self/fdinfo'))
    if (Number(name) > 2 && !closesOnExec(name)) closeQuietly(Number(name));
}

const namesIn = (directory: string): readonly string[] => (existsSync(directory) ? readdirSync(directory) : []);

function closesOnExec(descriptor: string): boolean {
  try {
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'));
    return !flags || (Number.parseInt(flags[1] ?? '0', 8) & 0o2000000) !== 0;
  } catch {
    return true;
  }
}

function closeQuietly(descriptor: number): void {
  try {
    closeSync(descriptor);
  } catch {
    // Gone already.
  }
}

/**
 * Runs a host with this process's arguments, as the entry points of the two roles do, with the doors and the way to other hosts that they hand over.
 * Resolves with the exit code.
 */
export async function runHostEntry(
  defaultName: string,
  front: Pick<ProcessPort, 'doors' | 'dial'> = {},
): Promise<number> {
  closeInherited();
  const command = hostCommand(defaultName, defaultName).parse();
  try {
    await runHostProcess(command.opts<ProcessOptions>(), { ...thisProcess, ...front });
    return 0;
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof LibvirtError && error.is('invalid argument') ? 2 : 1;
  }
}
