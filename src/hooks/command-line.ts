import type { HookEnvironment } from './environment.ts';

/** A command as libvirt's errors show it (virCommandToString): assignments and words, quoted for a shell. */
export function commandLine(environment: HookEnvironment, argv: readonly string[]): string {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...assignments, ...argv.map(shellWord)].join(' ');
}

const special = /[\r\t\n !"#$&'()*;<>?[\\\]^`{|}~]/;

/** A word for a shell (virBufferEscapeShell): in single quotes, if it holds a character that a shell would change. */
export function shellWord(word: string): string {
  if (word === '') return "''";
  return special.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word;
}
