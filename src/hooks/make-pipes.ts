import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readlinkSync } from 'node:fs';
import type { Readable } from 'node:stream';

/**
 * Makes anonymous pipes, which Node itself cannot: its 'pipe' is a socket, on which `cat /dev/stdin` and
 * `echo x >/dev/stderr` fail. Nor will FIFOs do for stdin: opening /dev/stdin again waits for a writer there, for ever
 * once the XML is written. So a shell is asked for a pipeline, and each pipe is opened through /proc while its stages
 * stand still; about 0.2 ms a pipe, off this thread.
 *
 * Returns one descriptor a pipe, open for both directions and closed on exec. Nothing of it is in the file system.
 * @throws the system's error, for instance EMFILE or EAGAIN.
 */
export async function makePipes(count: number): Promise<number[]> {
  const pipeline = Array.from({ length: count + 1 }, () => stage).join('|');
  const shell = spawn('/bin/sh', ['-c', pipeline], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: {} });
  try {
    const stages = await stagesOf(shell, count + 1);
    return openAll(stages);
  } finally {
    // The end of descriptor 3 is what the stages wait for.
    shell.stdio[3]?.destroy();
    shell.stderr?.destroy();
  }
}

/** Only builtins: sets its pipe aside as descriptor 4, tells its own process id, then waits. */
const stage = '{ exec 4>&1 >&2; read pid rest </proc/self/stat; echo "$pid"; read rest <&3; }';

function stagesOf(shell: ChildProcess, count: number): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    let told = '';
    const failed = () => reject(Object.assign(new Error(`no pipes from /bin/sh: ${told}`), { code: 'EAGAIN' }));
    shell.once('error', reject);
    shell.stdio[3]?.on('error', () => undefined);
    (shell.stderr as Readable).setEncoding('utf8').on('error', failed).on('close', failed);
    shell.stderr?.on('data', (text: string) => {
      told += text;
      const lines = told.split('\n').slice(0, -1);
      if (lines.some((line) => !/^\d+$/.test(line))) failed();
      else if (lines.length === count) resolve(lines);
    });
  });
}

/** Every stage but the last writes to a pipe of its own. */
function openAll(stages: readonly string[]): number[] {
  const pipes: number[] = [];
  try {
    for (const stage of stages) {
      const output = `/proc/${stage}/fd/4`;
      if (readlinkSync(output).startsWith('pipe:')) pipes.push(openSync(output, bothWays));
    }
    return pipes;
  } catch (error) {
    for (const pipe of pipes) closeSync(pipe);
    throw error;
  }
}

const bothWays = constants.O_RDWR | constants.O_NONBLOCK;
