import type { Clock } from '../clock/index.ts';
import type { LibvirtError } from '../protocol/errors.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import type { HookDriver } from '../protocol/vocabulary.ts';
import { argvOf, type HookCall } from './call.ts';
import { type CalledScript, type ChainResult, runChain, type ScriptResult } from './chain.ts';
import { hookEnvironment } from './environment.ts';
import { asLibvirtTells } from './exec-failure.ts';
import { diskFiles, type HookFiles } from './files.ts';
import { fillsPipe, fullPipeLine, hang } from './full-pipe.ts';
import { watchLongRun } from './long-run.ts';
import { scriptsToRun } from './lookup.ts';
import { type RunScript, type ScriptRequest, succeeded } from './outcome.ts';
import { callingLine, reportFailure, resultLines } from './report.ts';
import { createRunningCalls, type RunningCall } from './running.ts';
import { type LogLine, type Scan, scanHooks } from './scan.ts';

/** Calls a host's hooks. Calls may overlap; one guest's come one after another only if its caller sees to it. */
export interface HookCaller {
  /** Looks for hooks again, as at the daemon's start and reload, and gives the lines of the log. */
  scan(): Promise<readonly LogLine[]>;
  /** Whether the driver has any hook, as the last scan found: without one, nobody reads its XML (virHookPresent). */
  present(driver: HookDriver): boolean;
  /** Runs the scripts of one call to their end. A failure is a value; there is no limit of time. */
  call(call: HookCall, options: HookCallOptions): Promise<HookCallResult>;
  /** Runs one script whatever its name, without looking for others: what `hooklab call` does. */
  callScript(
    path: string,
    call: HookCall,
    options: HookCallOptions,
  ): Promise<ScriptResult & Pick<HookCallResult, 'logs'>>;
  /** The scripts that run at this moment. */
  running(): readonly RunningCall[];
}

export interface HookCallerOptions {
  readonly hooksDirectory: string;
  readonly profile: Profile;
  readonly clock: Clock;
  /** Where the names that hooks are passed come from. */
  readonly daemonEnvironment: Readonly<Record<string, string | undefined>>;
  readonly run: RunScript;
  /** The real file system unless given. */
  readonly files?: HookFiles | undefined;
}

export interface HookCallOptions {
  /** What scripts print replaces the XML (migrate, restore). */
  readonly filter: boolean;
  /** Aborting it kills the running script with all it started; the scripts after it do not run. */
  readonly signal?: AbortSignal | undefined;
  /** Lines for libvirt's log, as they come; the result has all of them too. */
  readonly onLog?: (line: LogLine) => void;
  /** Before a script is started. */
  readonly onCalled?: (script: CalledScript) => void;
  /** When a script is over. */
  readonly onEnded?: (script: ScriptResult) => void;
}

export interface HookCallResult {
  /** `no hook` counts as success. */
  readonly status: 'no hook' | 'succeeded' | 'failed';
  /** What a filter's scripts made of the XML; absent when they printed nothing. */
  readonly output?: string;
  /** Present if the status is `failed`. */
  readonly error?: LibvirtError;
  /** Lines for libvirt's log, in order. */
  readonly logs: readonly LogLine[];
  readonly scripts: readonly ScriptResult[];
}

/** What one call shares among its scripts. */
interface Ongoing {
  readonly call: HookCall;
  readonly options: HookCallOptions;
  readonly logs: readonly LogLine[];
  readonly log: (line: LogLine) => void;
}

function ongoing(call: HookCall, options: HookCallOptions): Ongoing {
  const logs: LogLine[] = [];
  const log = (line: LogLine) => {
    logs.push(line);
    options.onLog?.(line);
  };
  return { call, options, logs, log };
}

/** Nothing is looked for before the first scan or call. */
export function createHookCaller(given: HookCallerOptions): HookCaller {
  const options = { ...given, files: given.files ?? diskFiles };
  const { profile, run, clock } = options;
  const environment = hookEnvironment(profile, options.daemonEnvironment);
  const running = createRunningCalls(clock);
  let table: Scan | undefined;

  const scan = async () => {
    table = await scanHooks(options);
    return table.logs;
  };

  async function runOne(
    { options, log, call }: Ongoing,
    path: string,
    input: string | undefined,
  ): Promise<ScriptResult> {
    const called = { script: path, argv: argvOf(path, call) };
    log(callingLine(profile, path, call));
    options.onCalled?.(called);
    const request = { argv: called.argv, environment, input, signal: options.signal };
    const outcome = asLibvirtTells(await runWatched(request, path, call, log), profile, path);
    const result = { ...called, ...judge(call, path, outcome, log) };
    options.onEnded?.(result);
    return result;
  }

  async function runWatched(request: ScriptRequest, path: string, call: HookCall, log: Ongoing['log']) {
    const hangs = fillsPipe(profile, request);
    if (hangs) log(fullPipeLine(profile, path));
    const watch = watchLongRun({ clock, path, call, log });
    try {
      return await running.during(call, path, (onSpawned) =>
        hangs ? hang(request) : run({ ...request, onSpawned, onPrinted: watch.printed }),
      );
    } finally {
      watch.over();
    }
  }

  function judge(call: HookCall, path: string, outcome: ScriptResult['outcome'], log: Ongoing['log']) {
    for (const line of resultLines(profile, outcome)) log(line);
    if (succeeded(outcome)) return { outcome, failed: false };
    const report = reportFailure(profile, { path, call, environment, outcome });
    for (const line of report.logs) log(line);
    return { outcome, failed: true, error: report.error };
  }

  async function callHook(call: HookCall, callOptions: HookCallOptions): Promise<HookCallResult> {
    const { logs, log, ...rest } = ongoing(call, callOptions);
    if (!table) for (const line of await scan()) log(line);
    if (!table?.found.has(call.driver)) return { status: 'no hook', logs, scripts: [] };
    let broken: LibvirtError | undefined;
    const onBroken = (error: LibvirtError) => {
      broken = error;
      log({ level: 'error', text: `virDirOpenInternal : ${error.message}` });
    };
    const result = await runChain({
      scripts: scriptsToRun({ ...options, driver: call.driver, onBroken }),
      input: call.input,
      filter: callOptions.filter,
      blankOutput: profile.blankOutput,
      signal: callOptions.signal,
      runOne: (path, input) => runOne({ ...rest, logs, log }, path, input),
    });
    return { ...verdict(result, broken), logs, scripts: result.scripts };
  }

  async function callScript(path: string, call: HookCall, options: HookCallOptions) {
    const of = ongoing(call, options);
    return { ...(await runOne(of, path, call.input)), logs: of.logs };
  }

  const present = (driver: HookDriver) => table?.found.has(driver) ?? true;

  return { scan, present, call: callHook, callScript, running: running.list };
}

function verdict(
  { scripts, error, output }: ChainResult,
  broken: LibvirtError | undefined,
): Pick<HookCallResult, 'status' | 'error' | 'output'> {
  const failure = broken ?? error;
  if (failure) return { status: 'failed', error: failure };
  if (scripts.length === 0) return { status: 'no hook' };
  return { status: 'succeeded', ...(output !== undefined && { output }) };
}
