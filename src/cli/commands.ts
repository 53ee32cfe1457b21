import type { OwnCommand } from './own-command.ts';

/** One of hooklab's own commands by name and help line; its module is loaded when it is used. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** Whether these words are meant for it, where virsh has a verb of the same name. Always, unless given. */
  readonly takes?: (words: readonly string[]) => boolean;
  readonly load: () => Promise<OwnCommand>;
}

/** hooklab's own commands, in the order of its help. */
export const commands: readonly CommandEntry[] = [];

/** The one-shot migration brings its own two hosts; without both hooks directories `migrate` is virsh's verb. */
export const isOneShot = (words: readonly string[]): boolean =>
  ['--source-hooks', '--destination-hooks'].every((option) => words.some((word) => word === option || word.startsWith(`${option}=`)));
