import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { Address } from '../address.ts';
import type { Session } from '../session.ts';
import type { Globals, World } from '../world.ts';
import type { Given } from './given.ts';

/** An option of a verb (vshCmdOptDef). Everything but a flag may also be given by its position. */
export interface VerbOption {
  readonly name: string;
  /**
   * `data` are words that must be given; a number must be given only where `required` says so; `words` takes all that
   * are left (VSH_OT_ARGV).
   */
  readonly kind: 'flag' | 'data' | 'string' | 'number' | 'words';
  readonly required?: true;
  /** An option of kind `words` whose help shows its name too. */
  readonly named?: true;
  readonly help: string;
}

/** What a verb works with. */
export interface VerbCall {
  readonly session: Session;
  readonly driver: DomainDriver;
  readonly address: Address;
  readonly given: Given;
  readonly world: World;
  readonly globals: Globals;
}

/** What a verb did. */
export interface Answer {
  /** Printed as it stands (vshPrint). */
  readonly print?: string;
  /** Printed unless `-q` (vshPrintExtra). */
  readonly note?: string;
  /** The document of `--json`; undefined when the verb printed its own lines. */
  readonly data: object | undefined;
  /** Printed as text even where `--json` is given. */
  readonly text?: true;
  /** virsh's exit status; 0 unless given. */
  readonly exit?: 0 | 1;
}

/** One of virsh's commands. */
export interface Verb {
  readonly name: string;
  /** virsh's help line. */
  readonly summary: string;
  readonly description?: string;
  readonly options: readonly VerbOption[];
  /** Set when the verb itself ends in good order at the first signal; other verbs are left at once. */
  readonly endsItself?: true;
  run(call: VerbCall): Promise<Answer>;
}

/** What a command of virsh's own, which needs no host, works with. */
export interface TerminalCall {
  readonly given: Given;
  readonly world: World;
  readonly globals: Globals;
  readonly terminal: Terminal;
}

/** The virsh that runs commands one after another: on a command line, or reading them from its user. */
export interface Terminal {
  /** Whether it reads commands from its user. */
  readonly interactive: boolean;
  /** Ends after this command. */
  quit(): void;
  /** Closes the connection and opens one to the host that is named, by default the same. */
  connect(uri: string | undefined): Promise<void>;
}

/** One of virsh's commands about virsh itself. */
export interface TerminalVerb extends Omit<Verb, 'run' | 'endsItself'> {
  runHere(call: TerminalCall): Promise<Answer>;
}
export type AnyVerb = Verb | TerminalVerb;

/** The option nearly every verb begins with. */
export const domainOption = {
  name: 'domain',
  kind: 'data',
  help: 'domain name, id or uuid',
} as const satisfies VerbOption;
