import type { Socket } from 'node:net';

/** Writes the rest of stdin, then closes it. A script that does not read, or closes it at once, is fine (EPIPE). */
export function feed(socket: Socket, rest: Uint8Array): void {
  socket.on('error', () => undefined);
  // `end` would shut the socket down, which a pipe does not know.
  socket.write(rest, () => socket.destroy());
}
