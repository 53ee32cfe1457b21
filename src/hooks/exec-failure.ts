import type { Profile } from '../protocol/profiles/index.ts';
import { strerror } from '../protocol/system-errors.ts';
import type { HookOutcome, Unspawnable } from './outcome.ts';

/** Errors of execve, which libvirt meets in the child; all others keep it from having a child at all. */
const execErrors: readonly string[] = [
  ...['E2BIG', 'EACCES', 'EINVAL', 'EIO', 'EISDIR', 'ELIBBAD', 'ELOOP', 'ENAMETOOLONG', 'ENOENT', 'ENOEXEC'],
  ...['ENOTDIR', 'EPERM', 'ETXTBSY'],
];

/** Shows a script that could not be executed as libvirt's child does: an exit status and a sentence on stderr (B4). */
export function asLibvirtTells(outcome: HookOutcome, { execFailure }: Profile, path: string): HookOutcome {
  if (outcome.kind !== 'unspawnable' || outcome.step === 'pipes') return outcome;
  const { kind: _, step: __, code, ...told } = outcome;
  if (!execErrors.includes(code)) return outcome;
  // The two spaces are where the error domain's name would stand.
  const stderr = `libvirt:  error : cannot execute binary ${path}: ${strerror(code)}\n`;
  return { ...told, kind: 'exited', exitCode: execFailure === 'exit 1' ? 1 : code === 'ENOENT' ? 127 : 126, stderr };
}

/** Why there was no process to execute the script in (virPipe, virFork). */
export function forkFailure({ step, code }: Unspawnable): string {
  const attempt = step === 'pipes' ? 'Unable to create pipes' : 'cannot fork child process';
  return `${attempt}: ${strerror(code) ?? code}`;
}
