import type { Clock } from '../clock/index.ts';
import type { HookDriver, Operation } from '../protocol/vocabulary.ts';
import type { HookCall } from './call.ts';

/** A script that runs now: what a deadlock waits for, and how a client started by a script is known. */
export interface RunningCall {
  readonly driver: HookDriver;
  readonly object: string;
  readonly operation: Operation;
  /** Path of the script. */
  readonly script: string;
  /** Undefined until the script has a process, and in a simulation. */
  readonly pid: number | undefined;
  /** When it was called, as the clock's `monotonic` counts. */
  readonly since: number;
}

/** The scripts of one host that are not over. */
export interface RunningCalls {
  list(): readonly RunningCall[];
  /** Lists the script while `run` works; `run` tells its process id when it has one. */
  during<T>(call: HookCall, script: string, run: (onSpawned: (pid: number) => void) => Promise<T>): Promise<T>;
}

export function createRunningCalls(clock: Clock): RunningCalls {
  const running = new Set<RunningCall>();
  return {
    list: () => [...running],
    async during({ driver, object, operation }, script, run) {
      const entry = { driver, object, operation, script, pid: undefined, since: clock.monotonic() };
      running.add(entry);
      try {
        return await run((pid) => void Object.assign(entry, { pid }));
      } finally {
        running.delete(entry);
      }
    },
  };
}
