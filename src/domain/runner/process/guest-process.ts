import { readFileSync } from 'node:fs';
import type { GuestSpec } from '../runner.ts';

/** Whether a process is that guest's: the pid of a status file may belong to somebody else by now. */
export function isGuestProcess(pid: number, { uuid }: GuestSpec): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').includes(uuid);
  } catch {
    return false;
  }
}

/** Ends a process that nothing else ends; one that is gone already is fine. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}
