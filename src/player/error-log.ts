import { LibvirtError } from '../protocol/errors.ts';
import { errorLine } from '../protocol/origins.ts';
import type { Services } from './services.ts';

/** Errors whose lines are in the log already: an error is logged where it was raised, not again where it is answered. */
const logged = new WeakSet<Error>();

export const markLogged = <E extends Error | undefined>(error: E): E => {
  if (error) logged.add(error);
  return error;
};

/** Logs an error as libvirtd does when it raises one, once. */
export function logError({ log, profile }: Pick<Services, 'log' | 'profile'>, error: unknown): void {
  if (!(error instanceof LibvirtError) || logged.has(error)) return;
  markLogged(error);
  log(errorLine(profile, error));
}
