import type { HookEnvironment } from './environment.ts';

/** A command as libvirt's errors show it (virCommandToString): assignments and words, quoted for a shell. */
export function commandLine(environment: HookEnvironment, argv: readonly string[]): string {
  const assignments = Object.entries(environment).map(([name, value]) => `${name}=${quote(value)}`);
  return [...assignments, ...argv.map(quote)].join(' ');
}

/** virBufferEscapeShell: single quotes, only around words that hold one of these characters. */
const special = /[\r\t\n !"#$&'()*;<>?[\\\]^`{|}~]/;

function quote(word: string): string {
  if (word === '') return "''";
  return special.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word;
}
