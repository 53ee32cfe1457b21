import type { Clock } from '../clock/index.ts';
import type { Interruption } from './interrupt.ts';
import type { Conduct, Connect } from './session.ts';

/** A host that runs on this machine, as far as a command needs to know it. */
export interface KnownHost {
  readonly name: string;
  readonly url: string;
  readonly token?: string | undefined;
}

/** Everything a command takes from its process. Tests hand over their own. */
export interface World {
  /** Writes to stdout and stderr. A closed pipe is quiet. */
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly interruption: Interruption;
  readonly connect: Connect;
  readonly conduct: Conduct;
  readonly runningHosts: () => Promise<readonly KnownHost[]>;
  readonly ancestors: () => readonly number[];
  /** Reads what the user types, or a script's lines: `waiting` tells whether any were handed over. */
  readonly lines?: { readonly waiting: () => Promise<boolean>; readonly open: () => Lines } | undefined;
  /** The directory that relative paths start from. */
  readonly directory?: { readonly current: () => string; readonly change: (path: string) => void };
}

/** Lines of the user's, one after another. */
export interface Lines {
  /** The next line, undefined at their end. */
  next(prompt: string): Promise<string | undefined>;
  close(): void;
}

/** Options that stand before the command and hold for every command. */
export interface Globals {
  /** `-c`: a URL, a libvirt URI, or the name of a host on this machine. */
  readonly connect?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  /** `-t`: each command tells how long it took. */
  readonly timing?: boolean;
}
