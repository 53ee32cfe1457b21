import type { Socket } from 'node:net';

/** Bytes kept of one output. libvirt keeps everything; this only keeps a runaway script from taking all memory. */
export const outputLimit = 64 * 1024 * 1024;

/** Everything up to the end of the script's output, or until the socket is destroyed. Beyond `limit` it is read and dropped. */
export function collect(
  socket: Socket,
  { limit = outputLimit, onBytes = () => {} }: { limit?: number; onBytes?: ((bytes: number) => void) | undefined } = {},
): Promise<string> {
  const chunks: Buffer[] = [];
  let room = limit;
  socket.on('data', (chunk: Buffer) => {
    if (room > 0) chunks.push(chunk.subarray(0, room));
    room -= chunk.length;
    onBytes(chunk.length);
  });
  socket.on('error', () => undefined);
  return new Promise((resolve) => socket.once('close', () => resolve(Buffer.concat(chunks).toString())));
}
