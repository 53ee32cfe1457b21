import { ProtocolError } from '../protocol/errors.ts';
import { type CallName, calls, type Envelope, envelope } from '../protocol/messages.ts';

/** The error for a message that breaks the protocol. */
export const bad = (text: string) => new ProtocolError('HOOKLAB_BAD_MESSAGE', text);

/** A message as it came. @throws ProtocolError for what is none. */
export function parseMessage(raw: string | Uint8Array): Envelope {
  if (typeof raw !== 'string') throw bad('a control link carries text, this was a binary message');
  let json: unknown;
  try {
    json = JSON.parse(raw);
  } catch {
    throw bad('a message is not JSON');
  }
  const parsed = envelope.safeParse(json);
  if (!parsed.success) throw bad(`a message has the wrong shape: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

/** The call a name stands for. @throws ProtocolError (HOOKLAB_UNKNOWN_CALL). */
export function knownCall(name: string): CallName {
  if (Object.hasOwn(calls, name)) return name as CallName;
  throw new ProtocolError('HOOKLAB_UNKNOWN_CALL', `there is no call '${name.slice(0, 60)}'`);
}

/** Parameters by the schema of their call. @throws ProtocolError (HOOKLAB_BAD_MESSAGE) naming the first that is wrong. */
export function parseParams(call: CallName, given: unknown): unknown {
  const parsed = calls[call].params.safeParse(given);
  if (!parsed.success) throw bad(`parameters of ${call}: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

function firstIssue(error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string {
  const issue = error.issues[0];
  return issue ? `${issue.path.map(String).join('.') || 'message'}: ${issue.message}` : 'unknown';
}
