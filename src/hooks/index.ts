export { argvOf, type HookCall } from './call.ts';
export {
  createHookCaller,
  type HookCaller,
  type HookCallerOptions,
  type HookCallOptions,
  type HookCallResult,
} from './caller.ts';
export type { CalledScript, ScriptResult } from './chain.ts';
export { shellWord } from './command-line.ts';
export { type HookEnvironment, hookEnvironment } from './environment.ts';
export { diskFiles, type HookFile, type HookFiles } from './files.ts';
export type { HookOutcome, RunScript, ScriptRequest } from './outcome.ts';
export { createScriptRunner, type ScriptRunner } from './run.ts';
export type { RunningCall } from './running.ts';
export type { LogLine } from './scan.ts';
export { type SimulatedEnd, type SimulatedScript, type SimulatedScripts, simulatedScripts } from './simulated.ts';
