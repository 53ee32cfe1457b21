import { LibvirtError } from '../protocol/errors.ts';
import { errorCode, strerror } from '../protocol/system-errors.ts';
import type { Target } from './target.ts';

export { errorCode };

/** Whether listening failed because somebody else already does so there. */
export const addressInUse = (error: unknown): boolean =>
  error instanceof LibvirtError && errorCode(error.cause) === 'EADDRINUSE';

/** An error as the system gives it, for transports that have no system below them. */
export const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** Why nobody can be reached at an address, in the words of virNetSocketNewConnectTCP and -UNIX. */
export function connectError(target: Target, cause: unknown): LibvirtError {
  if ('socket' in target) return socketError(`Failed to connect socket to '${target.socket}'`, cause);
  const { host, port } = target;
  if (isNameError(cause)) return socketError(`Unable to resolve address '${host}' service '${port}'`, cause);
  return socketError(`unable to connect to server at '${host}:${port}'`, cause);
}

/** Why nobody can listen at an address: virNetSocketNewListenTCP's and -UNIX's words, with the address added. */
export function bindError(at: { address: string; port: number } | { socket: string }, cause: unknown): LibvirtError {
  if ('socket' in at) return socketError(`Failed to bind socket to '${at.socket}'`, cause);
  if (isNameError(cause)) return socketError(`Unable to resolve address '${at.address}' service '${at.port}'`, cause);
  return socketError(`Unable to bind to port '${at.address}:${at.port}'`, cause);
}

/** A sentence of the socket layer that ends with the system's own words for the cause. */
export function socketError(attempt: string, cause: unknown): LibvirtError {
  return Object.assign(new LibvirtError('system error', `${attempt}: ${wordsOf(cause)}`, 'rpc'), { cause });
}

function wordsOf(cause: unknown): string {
  const code = errorCode(cause);
  const words = code && strerror(code);
  return words ?? (cause instanceof Error ? cause.message : String(cause));
}

const isNameError = (cause: unknown) => /^(ENOTFOUND|EAI_)/.test(errorCode(cause) ?? '');
