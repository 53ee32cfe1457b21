/** How one script ended, as a value. A refusal is not an error of ours. */
export type HookOutcome = Exited | Signalled | Unspawnable;

interface Told {
  /** What it printed, read as UTF-8. */
  readonly stdout: string;
  readonly stderr: string;
  readonly pid?: number;
  /** Milliseconds until exit and the end of both outputs. */
  readonly durationMs: number;
}

export interface Exited extends Told {
  readonly kind: 'exited';
  readonly exitCode: number;
  readonly signal: null;
}

/** Ended by a signal, for instance `SIGKILL`, number 9. */
export interface Signalled extends Told {
  readonly kind: 'signalled';
  readonly exitCode: null;
  readonly signal: string;
  readonly signalNumber: number;
}

/** Never ran. */
export interface Unspawnable extends Told {
  readonly kind: 'unspawnable';
  readonly exitCode: null;
  readonly signal: null;
  /** What could not be done: make its pipes, or execute it in a process of its own. */
  readonly step: 'pipes' | 'exec';
  /** The system's name for why, for instance `ENOENT`. */
  readonly code: string;
}

export const succeeded = (outcome: HookOutcome): boolean => outcome.exitCode === 0;

/** Runs one script to its end; the real one is `createScriptRunner`, a simulation brings its own. Never rejects. */
export type RunScript = (request: ScriptRequest) => Promise<HookOutcome>;

export interface ScriptRequest {
  /** Path of the script and its arguments. */
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Text for stdin; /dev/null without it. */
  readonly input?: string | undefined;
  /** Aborting it kills the script and everything it started. */
  readonly signal?: AbortSignal | undefined;
  /** Called once the script has a process. */
  readonly onSpawned?: (pid: number) => void;
  /** Called with the number of bytes each time the script has printed something, on stdout or stderr. */
  readonly onPrinted?: (bytes: number) => void;
}
