import { allProcesses, holds, type Process } from './processes.ts';

export interface Running {
  /** Undefined once the script's own process is over. */
  readonly pid: number | undefined;
  /** The call's pipes, as /proc names them. */
  readonly pipes: ReadonlySet<string>;
}

/**
 * Kills a script and everything it started: its descendants, and those that outlived their parents but still hold the
 * call's pipes. Each is stopped before the next look, so none can start another unseen; then all are killed.
 */
export function endScript({ pid, pipes }: Running): void {
  const stopped = new Set<number>();
  let found = pid === undefined ? unseen(stopped, pipes) : [pid];
  while (found.length > 0) {
    for (const each of found) {
      stopped.add(each);
      send(each, 'SIGSTOP');
    }
    found = unseen(stopped, pipes);
  }
  for (const each of stopped) send(each, 'SIGKILL');
}

function unseen(stopped: ReadonlySet<number>, pipes: ReadonlySet<string>): number[] {
  const belongs = ({ pid, parent }: Process) => stopped.has(parent) || holds(pid, pipes);
  return allProcesses()
    .filter((each) => each.pid !== process.pid && !stopped.has(each.pid) && belongs(each))
    .map(({ pid }) => pid);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself, or belongs to somebody else.
  }
}
