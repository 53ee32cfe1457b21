import { LibvirtError } from '../protocol/errors.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import { argvOf, type HookCall } from './call.ts';
import { commandLine } from './command-line.ts';
import type { HookEnvironment } from './environment.ts';
import { forkFailure } from './exec-failure.ts';
import type { HookOutcome, Unspawnable } from './outcome.ts';
import type { LogLine } from './scan.ts';

/** A script that failed, with all that libvirt's words about it need. */
export interface FailedScript {
  readonly path: string;
  readonly call: HookCall;
  readonly environment: HookEnvironment;
  readonly outcome: HookOutcome;
}

/** What libvirt makes of a failed script: the error its caller gets, and the lines of its log. */
export interface Report {
  readonly error: LibvirtError;
  readonly logs: readonly LogLine[];
}

/** Words a failure in the release's form (libvirt-facts.md B5, B6). */
export function reportFailure(profile: Profile, failed: FailedScript): Report {
  const { outcome } = failed;
  const told = outcome.kind === 'unspawnable' ? notForked(profile, outcome) : forms[profile.hookError](failed, outcome);
  const { hook, command } = profile.reportedBy;
  const lines = [...(told.first && command ? [`${command} : ${told.first}`] : []), `${hook} : ${told.error.message}`];
  return { error: told.error, logs: lines.map((text) => ({ level: profile.hookErrorLevel, text })) };
}

/** The debug line before a script runs; its words changed when directories came, 6.5.0. */
export function callingLine({ reportedBy, directories }: Profile, path: string, call: HookCall): LogLine {
  const { object, operation, subOperation, extra } = call;
  const words = directories
    ? `${path} id=${object} op=${operation} subop=${subOperation} extra=${extra}`
    : `opstr=${operation} subopstr=${subOperation} extra=${extra}`;
  return { level: 'debug', text: `${reportedBy.calling} : Calling hook ${words}` };
}

/** Characters of an output in a debug line; libvirt has all of them there. */
const shownCharacters = 4096;

/** The debug lines after a script: the only trace of what one printed that nobody asked (libvirt-facts.md B3). */
export function resultLines({ stdinWritten }: Profile, outcome: HookOutcome): readonly LogLine[] {
  if (outcome.kind === 'unspawnable') return [];
  const [stdout, stderr] = [outcome.stdout, outcome.stderr].map((text) => text.slice(0, shownCharacters));
  // Until the port to virCommand, 0.8.7, which also changed how stdin is written, each output had a line of its own.
  const texts =
    stdinWritten === 'before the fork'
      ? [...(stdout ? [`Command stdout: ${stdout}`] : []), ...(stderr ? [`Command stderr: ${stderr}`] : [])]
      : [`Result status ${rawStatus(outcome)}, stdout: '${stdout}' stderr: '${stderr}'`];
  const from = stdinWritten === 'before the fork' ? 'virHookCall' : 'virCommandRun';
  return texts.map((text) => ({ level: 'debug', text: `${from} : ${text}` }));
}

interface Told {
  /** What the command layer had reported before the hook layer took over its words. */
  readonly first?: string;
  readonly error: LibvirtError;
}
type Ran = Exclude<HookOutcome, Unspawnable>;
type Form = (failed: FailedScript, outcome: Ran) => Told;

const forms: Readonly<Record<Profile['hookError'], Form>> = {
  'raw status and stderr': (failed, outcome) => hookFailed(`${withRawStatus(failed, outcome)}:${errorText(outcome)}`),
  'exit status': (_, { exitCode }) => internal(`Child process exited with status ${exitCode ?? 0}.`),
  'command line': (failed, outcome) =>
    internal(`Child process (${command(failed)}) status unexpected: ${decoded(outcome)}`),
  'raw status': (failed, outcome) => hookFailed(withRawStatus(failed, outcome)),
  'decoded, no colon': (failed, outcome) => wrapped(`internal error ${unexpected(failed, outcome)}`),
  decoded: (failed, outcome) => wrapped(`internal error: ${unexpected(failed, outcome)}`),
};

function notForked({ reportedBy }: Profile, outcome: Unspawnable): Told {
  const text = forkFailure(outcome);
  return reportedBy.command ? wrapped(text) : { error: new LibvirtError('system error', text) };
}

const hookFailed = (text: string): Told => ({ error: new LibvirtError('hook failed', text, 'hook') });
const wrapped = (first: string): Told => ({ ...hookFailed(first), first });
/** The command layer's own error of 0.8.7 to 0.9.3: no domain, and no colon after its kind. */
const internal = (text: string): Told => ({
  error: LibvirtError.from({ code: 1, domain: 0, message: `internal error ${text}` }),
});

const command = ({ path, call, environment }: FailedScript) => commandLine(environment, argvOf(path, call));

const withRawStatus = ({ path, call }: FailedScript, outcome: Ran) =>
  `Hook script ${path} ${call.driver} failed with error code ${rawStatus(outcome)}`;

/** As waitpid gives it (B4). Node does not tell of the core dump bit. */
const rawStatus = (outcome: Ran) => (outcome.kind === 'exited' ? outcome.exitCode * 256 : outcome.signalNumber);

const decoded = (outcome: Ran) =>
  outcome.kind === 'exited' ? `exit status ${outcome.exitCode}` : `fatal signal ${outcome.signalNumber}`;

function unexpected(failed: FailedScript, outcome: Ran): string {
  const text = errorText(outcome);
  return `Child process (${command(failed)}) unexpected ${decoded(outcome)}${text && `: ${text}`}`;
}

/** Verbatim, last newline included; a C string ends at its first zero byte. */
const errorText = ({ stderr }: Ran) => stderr.split('\0', 1)[0] ?? '';
