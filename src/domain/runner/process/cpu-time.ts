import { readFileSync } from 'node:fs';

/** Nanoseconds of a tick of the kernel, as it tells them to programs (USER_HZ). */
const tickNs = 10_000_000;
/** Where user and system time stand behind the command's name, which may hold anything (proc_pid_stat(5)). */
const [user, system] = [11, 12];

/** Nanoseconds that a process has run on processors, in steps of 10 ms (virProcessGetStatInfo); 0 for one that is gone. */
export function cpuTimeOf(pid: number): number {
  const fields = statOf(pid).split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[user] ?? 0) + Number(fields[system] ?? 0)) * tickNs;
}

function statOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return '';
  }
}
