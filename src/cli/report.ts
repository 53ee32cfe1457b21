import { type ErrorValue, LibvirtError, ProtocolError, toErrorValue } from '../protocol/errors.ts';

/** Any error as the one sentence a user reads. libvirt's texts stay as they are, also over several lines. */
export function sentence(error: unknown): string {
  if (error instanceof LibvirtError || error instanceof ProtocolError) return error.message;
  const text = error instanceof Error ? error.message : String(error);
  return `internal error: ${firstLine(text) || 'unknown'}`;
}

const firstLine = (text: string) => text.split('\n', 1)[0] ?? '';

/** The document that `--json` prints for a failure. */
export const errorDocument = (error: unknown): string => `${JSON.stringify({ error: errorFields(error) })}\n`;

function errorFields(error: unknown): ErrorValue {
  const { code, domain } = toErrorValue(error);
  return { code, domain, message: sentence(error) };
}
