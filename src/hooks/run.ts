import { constants } from 'node:os';
import type { Clock } from '../clock/index.ts';
import { errorCode } from '../store/file-error.ts';
import { collect } from './collect.ts';
import { connect, type Ends, releaseOurs, releaseTheirs } from './connect.ts';
import { endScript } from './end-script.ts';
import { feed } from './feed.ts';
import { onAbort } from './on-abort.ts';
import type { Exited, HookOutcome, RunScript, ScriptRequest, Signalled, Unspawnable } from './outcome.ts';
import { createPipePool, type PipePool } from './pipes.ts';
import { type Started, start } from './start.ts';

/** Runs scripts as processes of this machine. */
export interface ScriptRunner {
  readonly run: RunScript;
  /** Lets go of the pipes in stock; later runs end as unspawnable. Scripts that run are not touched. */
  dispose(): void;
}

export interface ScriptRunnerOptions {
  readonly clock: Clock;
  readonly pipes?: PipePool;
}

/** Pipes are made with the first script: an unused runner costs nothing. */
export function createScriptRunner({ clock, pipes = createPipePool() }: ScriptRunnerOptions): ScriptRunner {
  const run: RunScript = async (request) => {
    const begun = clock.monotonic();
    const outcome = await attempt(request, pipes);
    return { ...outcome, durationMs: clock.monotonic() - begun };
  };
  return { run, dispose: () => pipes.dispose() };
}

type Untimed<T> = T extends unknown ? Omit<T, 'durationMs'> : never;
type Outcome = Untimed<HookOutcome>;

async function attempt(request: ScriptRequest, pipes: PipePool): Promise<Outcome> {
  let step: Unspawnable['step'] = 'pipes';
  try {
    const ends = await connect(pipes, request.input);
    step = 'exec';
    return await untilOver(await startBetween(request, ends), request, ends);
  } catch (error) {
    const code = errorCode(error) ?? 'EAGAIN';
    return { kind: 'unspawnable', exitCode: null, signal: null, step, code, stdout: '', stderr: '' };
  }
}

async function startBetween(request: ScriptRequest, ends: Ends): Promise<Started> {
  const starting = start(request, ends);
  releaseTheirs(ends.all);
  try {
    return await starting;
  } catch (error) {
    releaseOurs(ends.all);
    throw error;
  }
}

/** Over means exit and the end of both outputs, whoever holds them (libvirt-facts.md B3). There is no limit of time. */
async function untilOver(child: Started, request: ScriptRequest, ends: Ends): Promise<Outcome> {
  const exited = exitOf(child);
  const { signal, onSpawned, onPrinted: onBytes } = request;
  const outputs = Promise.all([collect(ends.stdout.ours, { onBytes }), collect(ends.stderr.ours, { onBytes })]);
  if (ends.stdin?.ours) feed(ends.stdin.ours, ends.stdin.rest);
  const over = onAbort(signal, () => endNow(child, ends, exited));
  onSpawned?.(child.pid);
  const [exit, [stdout, stderr]] = await Promise.all([exited, outputs]);
  over();
  releaseOurs(ends.all);
  return { ...exit, pid: child.pid, stdout, stderr };
}

type Exit =
  | Pick<Exited, 'kind' | 'exitCode' | 'signal'>
  | Pick<Signalled, 'kind' | 'exitCode' | 'signal' | 'signalNumber'>;

/** Node tells a death by a real-time signal as exit status 0, so such a death is not seen. */
const exitOf = (child: Started): Promise<Exit> =>
  new Promise((resolve) => {
    child.once('exit', (exitCode, signal) =>
      resolve(
        signal
          ? { kind: 'signalled', exitCode: null, signal, signalNumber: constants.signals[signal] }
          : { kind: 'exited', exitCode: exitCode ?? 0, signal: null },
      ),
    );
  });

function endNow(child: Started, { all }: Ends, exited: Promise<unknown>): void {
  const over = child.exitCode !== null || child.signalCode !== null;
  // After its exit its number may be somebody else's.
  endScript({ pid: over ? undefined : child.pid, pipes: new Set(all.map(({ name }) => name)) });
  // What could not be killed, another user's process say, may hold the outputs: it is not waited for.
  void exited.then(() => setImmediate(() => releaseOurs(all)));
}
