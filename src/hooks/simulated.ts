import { dirname, normalize, relative } from 'node:path';
import type { Clock } from '../clock/index.ts';
import { inByteOrder } from '../store/byte-order.ts';
import { systemError } from '../store/memory-files.ts';
import type { HookFiles } from './files.ts';
import { onAbort } from './on-abort.ts';
import type { HookOutcome, RunScript, ScriptRequest } from './outcome.ts';

/** A script as a function of its words and of stdin; a promise lets it take time. */
export type SimulatedScript = (argv: readonly string[], stdin: string) => SimulatedEnd | Promise<SimulatedEnd>;

/** How it ends: exit status 0 and nothing printed unless said otherwise. */
export interface SimulatedEnd {
  readonly exit?: number;
  readonly signal?: { readonly name: string; readonly number: number };
  readonly stdout?: string;
  readonly stderr?: string;
}

export interface SimulatedScripts {
  readonly run: RunScript;
  readonly files: HookFiles;
}

/** Scripts by path, for the seeded simulation. The map may change while it is in use, as a directory may. */
export function simulatedScripts(scripts: ReadonlyMap<string, SimulatedScript>, clock: Clock): SimulatedScripts {
  return { run: runsFrom(scripts, clock), files: filesOf(scripts) };
}

function runsFrom(scripts: ReadonlyMap<string, SimulatedScript>, clock: Clock): RunScript {
  return async (request) => {
    const begun = clock.monotonic();
    const end = await unlessAborted(request.signal, () => ending(scripts, request));
    return { ...toOutcome(end), durationMs: clock.monotonic() - begun };
  };
}

type Ending = SimulatedEnd | { readonly code: string };

async function ending(scripts: ReadonlyMap<string, SimulatedScript>, { argv, input }: ScriptRequest): Promise<Ending> {
  const script = scripts.get(argv[0] ?? '');
  return script ? script(argv, input ?? '') : { code: 'ENOENT' };
}

async function unlessAborted(signal: AbortSignal | undefined, work: () => Promise<Ending>): Promise<Ending> {
  if (!signal) return work();
  if (signal.aborted) return { code: 'ECANCELED' };
  let over = () => {};
  const killed = new Promise<Ending>((resolve) => {
    over = onAbort(signal, () => resolve({ signal: { name: 'SIGKILL', number: 9 } }));
  });
  return Promise.race([work(), killed]).finally(over);
}

function toOutcome(end: Ending): HookOutcome {
  const quiet = { stdout: '', stderr: '', durationMs: 0 };
  if ('code' in end)
    return { ...quiet, kind: 'unspawnable', exitCode: null, signal: null, step: 'exec', code: end.code };
  const { exit = 0, signal, stdout = '', stderr = '' } = end;
  const told = { ...quiet, stdout, stderr };
  if (!signal) return { ...told, kind: 'exited', exitCode: exit, signal: null };
  return { ...told, kind: 'signalled', exitCode: null, signal: signal.name, signalNumber: signal.number };
}

const file = { kind: 'file', anyExecuteBit: true, mayExecute: true } as const;
const directory = { ...file, kind: 'directory' } as const;

function filesOf(scripts: ReadonlyMap<string, SimulatedScript>): HookFiles {
  const below = (path: string) => [...scripts.keys()].filter((name) => name.startsWith(`${path}/`));
  return {
    async examine(path) {
      if (scripts.has(path)) return file;
      return below(normalize(path)).length > 0 ? directory : undefined;
    },
    async list(path) {
      const there = below(path);
      if (there.length === 0) throw systemError('ENOENT');
      return inByteOrder(there.filter((name) => dirname(name) === path).map((name) => relative(path, name)));
    },
  };
}
