import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** A process as /proc shows it. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
}

/** All processes. Read in one go, so that few can be born meanwhile. */
export const allProcesses = (): readonly Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processAt(Number(name)) ?? []);

function processAt(pid: number): Process | undefined {
  try {
    // The name in brackets may hold anything; the state and the parent come after it.
    const [, state, parent] = /^.*\) (\S) (\d+) /s.exec(readFileSync(`/proc/${pid}/stat`, 'latin1')) ?? [];
    return state && state !== 'Z' ? { pid, parent: Number(parent) } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the process has one of these open, named as /proc names them: `pipe:[4711]`. */
export function holds(pid: number, names: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => names.has(readlinkSync(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}
