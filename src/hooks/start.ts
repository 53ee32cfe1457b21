import { type ChildProcess, spawn } from 'node:child_process';
import { systemError } from '../store/memory-files.ts';
import type { Ends } from './connect.ts';
import { isNoProgram } from './executable.ts';
import type { ScriptRequest } from './outcome.ts';

/** A script's process; it has an id. */
export type Started = ChildProcess & { readonly pid: number };

/**
 * Executes the script as libvirt does: directory `/`, only the three descriptors, the daemon's process group.
 * Plain spawn and no library around it: execa doubles what a call takes and adds 94 ms to start-up (bench/README.md
 * says what each of its parts costs).
 * @throws the system's error, for instance ENOENT; ECANCELED when the signal is aborted already.
 */
export async function start({ argv, environment, signal }: ScriptRequest, ends: Ends): Promise<Started> {
  const [path = '', ...rest] = argv;
  if (signal?.aborted) throw systemError('ECANCELED');
  if (isNoProgram(path)) throw systemError('ENOEXEC');
  const child = spawn(path, rest, {
    cwd: '/',
    // Named so that Node, when it measures coverage, does not add its own.
    env: { ...environment, NODE_V8_COVERAGE: undefined },
    stdio: [ends.stdin?.theirs ?? 'ignore', ends.stdout.theirs, ends.stderr.theirs],
  });
  if (hasPid(child)) return child;
  return new Promise((_, reject) => child.once('error', reject));
}

const hasPid = (child: ChildProcess): child is Started => child.pid !== undefined;
