import type { Profile } from '../protocol/profiles/index.ts';
import { strerror } from '../store/strerror.ts';
import type { HookOutcome, Unspawnable } from './outcome.ts';

/** Errors of execve, which libvirt meets in the child; all others keep it from having a child at all. */
const execErrors: Readonly<Record<string, string>> = {
  E2BIG: 'Argument list too long',
  EACCES: strerror('EACCES'),
  EINVAL: strerror('EINVAL'),
  EIO: strerror('EIO'),
  EISDIR: strerror('EISDIR'),
  ELIBBAD: 'Accessing a corrupted shared library',
  ELOOP: strerror('ELOOP'),
  ENAMETOOLONG: strerror('ENAMETOOLONG'),
  ENOENT: strerror('ENOENT'),
  ENOEXEC: 'Exec format error',
  ENOTDIR: strerror('ENOTDIR'),
  EPERM: strerror('EPERM'),
  ETXTBSY: strerror('ETXTBSY'),
};

/** Shows a script that could not be executed as libvirt's child does: an exit status and a sentence on stderr (B4). */
export function asLibvirtTells(outcome: HookOutcome, { execFailure }: Profile, path: string): HookOutcome {
  if (outcome.kind !== 'unspawnable' || outcome.step === 'pipes') return outcome;
  const { kind: _, step: __, code, ...told } = outcome;
  const why = execErrors[code];
  if (!why) return outcome;
  // The two spaces are where the error domain's name would stand.
  const stderr = `libvirt:  error : cannot execute binary ${path}: ${why}\n`;
  return { ...told, kind: 'exited', exitCode: execFailure === 'exit 1' ? 1 : code === 'ENOENT' ? 127 : 126, stderr };
}

/** Why there was no process to execute the script in (virPipe, virFork). */
export function forkFailure({ step, code }: Unspawnable): string {
  const attempt = step === 'pipes' ? 'Unable to create pipes' : 'cannot fork child process';
  return `${attempt}: ${forkErrors[code] ?? strerror(code)}`;
}

const forkErrors: Readonly<Record<string, string>> = {
  EAGAIN: 'Resource temporarily unavailable',
  ECANCELED: 'Operation canceled',
};
