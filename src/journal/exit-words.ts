import type { HookEntry } from './entry.ts';

/** How a hook's script ended: `exit 1` or `signal SIGKILL`. */
export function exitWords({ exitCode, signal }: Pick<HookEntry, 'exitCode' | 'signal'>): string {
  return signal ? `signal ${signal}` : `exit ${exitCode ?? '?'}`;
}
