import { type ErrorValue, LibvirtError, ProtocolError, toErrorValue } from '../protocol/errors.ts';

/** Any error as the one sentence a user reads. libvirt's texts stay as they are, also over several lines. */
export function sentence(error: unknown): string {
  if (error instanceof LibvirtError || error instanceof ProtocolError) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `internal error: ${text.split('\n', 1)[0] || 'unknown'}`;
}

/** The document that `--json` prints for a failure: the error as a host gave it. */
export const errorDocument = (error: unknown): string => document({ ...toErrorValue(error), message: sentence(error) });

/** The same for a failure in the command line's own words, which libvirt has no number for: code and domain are 0. */
export const refusalDocument = (message: string): string => document({ code: 0, domain: 0, message });

const document = (error: ErrorValue): string => `${JSON.stringify({ error })}\n`;
