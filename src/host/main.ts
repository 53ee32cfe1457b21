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

/** Runs a host with this process's arguments, as the entry points of the two roles do. Resolves with the exit code. */
export async function runHostEntry(defaultName: string): Promise<number> {
  const command = hostCommand(defaultName, defaultName).parse();
  try {
    await runHostProcess(command.opts<ProcessOptions>(), thisProcess);
    return 0;
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Error ? error.message : error}\n`);
    return error instanceof LibvirtError && error.is('invalid argument') ? 2 : 1;
  }
}
