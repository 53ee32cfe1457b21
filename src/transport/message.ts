/** A message as a link takes it and as it gives it out. */
export type Message = string | Uint8Array;
export type Sendable = Message | readonly Uint8Array[];

/** One message of its own bytes, which stay as they are whatever happens to those that were sent. */
export function copyOf(message: Sendable): Message {
  if (typeof message === 'string') return message;
  // Not `message.slice()`, which for a Buffer copies nothing.
  return message instanceof Uint8Array ? new Uint8Array(message) : Buffer.concat(message);
}

/** For strings, of their UTF-8. */
export const bytesIn = (message: Sendable): number =>
  typeof message === 'string' || message instanceof Uint8Array
    ? Buffer.byteLength(message)
    : message.reduce((sum, piece) => sum + piece.length, 0);
