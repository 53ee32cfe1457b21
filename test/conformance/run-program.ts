import { spawn } from 'node:child_process';
import type { Ended } from './own-virsh.ts';

/** Runs a program from the root folder with no stdin, until it has ended and everything it said was read. */
export function runProgram(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<Ended> {
  const child = spawn(program, words, { cwd: '/', env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const)
    child[stream].setEncoding('utf8').on('data', (text) => (said[stream] += text));
  return new Promise((resolve) => {
    // A replay that hung may still begin a step after its folder is gone.
    child.once('error', ({ message }) => resolve({ exit: 127, stdout: '', stderr: `${message}\n` }));
    child.once('close', (code, signal) => resolve({ exit: code ?? (signal === 'SIGKILL' ? 137 : 143), ...said }));
  });
}
