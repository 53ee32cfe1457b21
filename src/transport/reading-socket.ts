import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Divided, divide } from './binary-messages.ts';

/** A socket that reads into one buffer, whose binary messages can be diverted. */
export interface ReadingSocket {
  readonly socket: Socket;
  readonly divided: Divided;
}

/** Bytes read at once: what fits into the cache of a core. */
const readBytes = 262_144;

/**
 * Takes over an accepted connection. Node allocates 64 KiB for each read of an accepted socket, and only sockets that
 * connect may bring their own buffer (net's `onread`); a new socket around the same handle may, too. Received pages then
 * cost half as much. Undefined where there is no such handle (TLS): the connection is then left as it was.
 */
export function readInPlace(accepted: Duplex, head: Buffer, maxMessageBytes: number): ReadingSocket | undefined {
  const handle = plainHandle(accepted);
  if (!handle) return undefined;
  const divided = divide({ maxMessageBytes, rest: (bytes) => socket.push(bytes) });
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  const onread = {
    buffer,
    callback(count: number) {
      divided.take(buffer.subarray(0, count));
      return true;
    },
  };
  const options = { handle, onread, allowHalfOpen: true };
  Object.assign(accepted, { _handle: null });
  const socket = new Socket(options as ConstructorParameters<typeof Socket>[0]);
  // The server counts the socket that it accepted.
  socket.once('close', () => accepted.destroy());
  if (head.length > 0) divided.take(Buffer.from(head));
  return { socket, divided };
}

/** What Node calls a handle is no public interface: anything unexpected means that there is none. */
function plainHandle(accepted: Duplex): object | undefined {
  if (accepted.constructor !== Socket) return undefined;
  const { _handle: handle } = accepted as { _handle?: { useUserBuffer?: unknown } | null };
  return typeof handle?.useUserBuffer === 'function' ? handle : undefined;
}
