import { LibvirtError } from '../protocol/errors.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import { type HookOutcome, succeeded } from './outcome.ts';

/** One script of a call, before it runs. */
export interface CalledScript {
  readonly script: string;
  /** Its path and its four arguments. */
  readonly argv: readonly string[];
}

/** One script of a call, after it ran. */
export interface ScriptResult extends CalledScript {
  readonly outcome: HookOutcome;
  readonly failed: boolean;
  /** libvirt's error, of a failed one. */
  readonly error?: LibvirtError;
}

export interface ChainOptions {
  readonly scripts: AsyncIterable<string>;
  readonly input: string | undefined;
  /** What scripts print replaces the XML (migrate, restore). */
  readonly filter: boolean;
  readonly blankOutput: Profile['blankOutput'];
  readonly runOne: (script: string, input: string | undefined) => Promise<ScriptResult>;
  /** Once aborted no further script is run. */
  readonly signal?: AbortSignal | undefined;
}

/** What the scripts of a call came to. */
export interface ChainResult {
  readonly scripts: readonly ScriptResult[];
  /** The error of the last script that failed; the call failed if there is one (libvirt-facts.md B2). */
  readonly error?: LibvirtError | undefined;
  /** What a filter's scripts made of the XML; absent when they printed nothing or one failed. */
  readonly output?: string | undefined;
}

/**
 * Runs every script of a call, also after one failed. A filter's script reads what those before it made, but after a
 * failure the original again; a script that prints nothing passes on what it read.
 */
export async function runChain(options: ChainOptions): Promise<ChainResult> {
  const { scripts, input, filter, blankOutput, runOne, signal } = options;
  const results: ScriptResult[] = [];
  let output: string | undefined;
  let error: LibvirtError | undefined;
  for await (const script of scripts) {
    if (signal?.aborted) {
      error ??= notRun(script);
      break;
    }
    const result = await runOne(script, error ? input : (output ?? input));
    results.push(result);
    error = result.error ?? error;
    if (filter && succeeded(result.outcome)) output = textOf(result.outcome, blankOutput) ?? output;
  }
  return { scripts: results, error, output: error ? undefined : output };
}

const notRun = (script: string) =>
  new LibvirtError('operation aborted', `hook script ${script} was not run, the daemon is ending`, 'hook');

const blank: Readonly<Record<Profile['blankOutput'], RegExp>> = {
  empty: /^$/,
  // virStringIsEmpty: what isspace() says in the C locale.
  'white space': /^[ \t\n\v\f\r]*$/,
};

/** A C string ends at its first zero byte. */
function textOf({ stdout }: HookOutcome, blankOutput: Profile['blankOutput']): string | undefined {
  const [text = ''] = stdout.split('\0', 1);
  return blank[blankOutput].test(text) ? undefined : text;
}
