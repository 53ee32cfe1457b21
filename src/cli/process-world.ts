import { systemClock } from '../clock/index.ts';
import { ancestors } from './ancestors.ts';
import { listenForSignals } from './interrupt.ts';
import { stdinLines } from './stdin-lines.ts';
import type { World } from './world.ts';

/** The world of this process, until `close`. Hosts and migrations are loaded when a command needs them. */
export function openProcessWorld(): { world: World; close(): void; exitStatus(status: number): number } {
  const signals = listenForSignals(process, () => process.exit(130));
  const streams = [process.stdout, process.stderr];
  // A reader that has seen enough (`| head`) ends the command as Ctrl-C does, without a word.
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') signals.interrupt();
    else throw error;
  };
  for (const stream of streams) stream.on('error', onError);
  const world: World = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    environment: process.env,
    clock: systemClock,
    interruption: signals,
    connect: async (url, options) => (await import('./connect.ts')).connect(url, options),
    conduct: async (migration) => (await import('./conduct-direct.ts')).conductDirect(migration),
    runningHosts: async () => (await import('../host/running.ts')).listRunningHosts(process.env),
    ancestors,
    lines: stdinLines(process, systemClock),
    directory: { current: () => process.cwd(), change: (path) => process.chdir(path) },
  };
  return { world, close: signals.stop, exitStatus: signals.exitStatus };
}
