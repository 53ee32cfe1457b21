import { readFileSync } from 'node:fs';

/** Processes looked at: a chain of parents is short, and the protocol carries 64. */
const mostAncestors = 64;

/**
 * This process and its parents, nearest first, without the machine's first process. From them a host tells that a call
 * comes from inside a hook it runs. Empty where there is no /proc.
 */
export function ancestors(pid: number = process.pid, parentOf: (pid: number) => number | undefined = parent): number[] {
  const found: number[] = [];
  for (let next: number | undefined = pid; next !== undefined && next > 1; next = parentOf(next)) {
    if (found.includes(next) || found.length === mostAncestors) break;
    found.push(next);
  }
  return parentOf(pid) === undefined ? [] : found;
}

/** The fourth word of /proc/PID/stat (proc(5)); the second one, a name in brackets, may hold anything. */
function parent(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return undefined;
  }
}
