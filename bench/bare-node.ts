import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Milliseconds until a Node child with nothing in it runs its first line. */
export async function bareNodeMs(): Promise<number> {
  const begun = performance.now();
  const child = await bareNode();
  const taken = performance.now() - begun;
  child.kill('SIGKILL');
  await once(child, 'exit');
  return taken;
}

/** A Node child that runs and does nothing. */
export async function bareNode(): Promise<ChildProcess> {
  const program = "require('node:fs').writeSync(3, '!'); setInterval(() => {}, 1e9)";
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  await once(child.stdio[3] as NodeJS.ReadableStream, 'data');
  return child;
}
