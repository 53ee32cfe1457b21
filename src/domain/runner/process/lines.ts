import type { Duplex } from 'node:stream';

/** Calls back with each line a socket brings; one longer than `mostBytes` ends the connection. */
export function eachLine(socket: Duplex, mostBytes: number, use: (line: string) => void): void {
  let rest: Buffer[] = [];
  let bytes = 0;
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      const line = Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8');
      rest = [];
      bytes = 0;
      from = end + 1;
      use(line);
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    bytes += chunk.length - from;
    if (bytes > mostBytes) socket.destroy();
  });
}
