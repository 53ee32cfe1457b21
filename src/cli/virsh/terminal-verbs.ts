import { resolve } from 'node:path';
import { errorCode, strerror } from '../../protocol/system-errors.ts';
import type { TerminalVerb } from './verb.ts';
import { VirshError } from './virsh-error.ts';

/** Where virsh is: files of the commands after it are looked for there. */
export const pwd: TerminalVerb = {
  name: 'pwd',
  summary: 'print the current directory',
  description: 'Print the current directory.',
  options: [],
  async runHere({ world }) {
    const directory = world.directory?.current() ?? resolve('.');
    return { data: { directory }, print: `${directory}\n` };
  },
};

export const cd: TerminalVerb = {
  name: 'cd',
  summary: 'change the current directory',
  description: 'Change the current directory.',
  options: [{ name: 'dir', kind: 'string', help: 'directory to switch to (default: home or else root)' }],
  async runHere({ given, world, terminal }) {
    if (!terminal.interactive) throw new VirshError(['cd: command valid only in interactive mode']);
    const directory = given.text('dir') ?? world.environment.HOME ?? '/';
    try {
      world.directory?.change(directory);
    } catch (error) {
      throw new VirshError([`cd: ${strerror(errorCode(error) ?? 'ENOENT')}: ${directory}`]);
    }
    return { data: { directory } };
  },
};

const leaving = (name: 'quit' | 'exit'): TerminalVerb => ({
  name,
  summary: 'quit this interactive terminal',
  options: [],
  async runHere({ terminal }) {
    terminal.quit();
    return { data: undefined };
  },
});
export const quit = leaving('quit');
export const exit = leaving('exit');

/** Goes on with another host, or anew with the same one. */
export const connect: TerminalVerb = {
  name: 'connect',
  summary: '(re)connect to hypervisor',
  description: 'Connect to local hypervisor. This is built-in command after shell start up.',
  options: [
    { name: 'name', kind: 'string', help: 'hypervisor connection URI' },
    { name: 'readonly', kind: 'flag', help: 'read-only connection' },
  ],
  async runHere({ given, terminal }) {
    await terminal.connect(given.text('name'));
    return { data: { connected: true } };
  },
};
