import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, openSync, readlinkSync } from 'node:fs';
import type { Readable } from 'node:stream';

/**
 * Makes anonymous pipes, which Node itself cannot: its 'pipe' is a socket, on which `cat /dev/stdin` and
 * `echo x >/dev/stderr` fail. Nor will FIFOs do for stdin: opening /dev/stdin again waits for a writer there, for ever
 * once the XML is written. So a shell is asked for what it keeps in pipes, and each is opened through /proc while the
 * shell's processes stand still. A pipeline alone would be a process for each pipe; an empty here-document is a pipe that
 * costs none (dash and busybox; other shells keep it in a file, which is passed over and only makes it slower).
 *
 * Returns one descriptor a pipe, open for both directions and closed on exec. Nothing of it is in the file system.
 * @throws the system's error, for instance EMFILE or EAGAIN.
 */
export async function makePipes(count: number): Promise<number[]> {
  const pipes = await pipesOf(Math.ceil(count / (documents.length + 1)) + 1);
  const missing = count - pipes.length;
  if (missing > 0) pipes.push(...(await pipesOf(missing + 1)));
  for (const pipe of pipes.splice(count)) closeSync(pipe);
  return pipes;
}

/** As many pipes as so many processes of a shell have: at least one less. */
async function pipesOf(stages: number): Promise<number[]> {
  const pipeline = Array.from({ length: stages }, () => stage).join('|');
  const shell = spawn('/bin/sh', ['-c', pipeline], { stdio: ['ignore', 'ignore', 'pipe', 'pipe'], env: {} });
  try {
    return openAll(await stagesOf(shell, stages));
  } finally {
    // The end of descriptor 3 is what the stages wait for.
    shell.stdio[3]?.destroy();
    shell.stderr?.destroy();
  }
}

/** Empty here-documents of each stage: more descriptors than 9 a shell need not know. */
const documents = [5, 6, 7, 8, 9];
const kept = documents.map((fd) => `${fd}<<E`).join(' ');
const texts = documents.map(() => 'E\n').join('');

/** Only builtins: sets its pipes aside as descriptors from 4 on, tells its own process id, then waits. */
const stage = `{ exec 4>&1 >&2 ${kept}\n${texts}read pid rest </proc/self/stat; echo "$pid"; read rest <&3; }`;

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
    for (const stage of stages)
      for (const fd of [4, ...documents]) {
        const path = `/proc/${stage}/fd/${fd}`;
        if (readlinkSync(path).startsWith('pipe:')) pipes.push(openSync(path, bothWays));
      }
    return pipes;
  } catch (error) {
    for (const pipe of pipes) closeSync(pipe);
    throw error;
  }
}

const bothWays = constants.O_RDWR | constants.O_NONBLOCK;
