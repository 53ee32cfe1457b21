import { WebSocket, WebSocketServer } from 'ws';
import { timed } from './load.ts';
import { tell } from './process.ts';

/** ws as anyone would use it: its own defaults, so that the client masks every byte. `role bytes frame port` */
const [role, total, frame, port] = process.argv.slice(2);
const totalBytes = Number(total);
const frameBytes = Number(frame);
const inFlight = 3 * 2 ** 20;

if (role === 'receive') receive();
else tell({ ms: await timed(send) });

function receive(): void {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (socket) => {
    let left = totalBytes;
    socket.on('message', (message: Buffer) => {
      left -= message.length;
      if (left <= 0) socket.send('!');
    });
  });
  server.on('listening', () => tell({ port: (server.address() as { port: number }).port }));
}

async function send(): Promise<void> {
  const frames = Array.from({ length: 5 }, (_, index) => Buffer.alloc(frameBytes, index + 1));
  const socket = new WebSocket(`ws://127.0.0.1:${port}`);
  await new Promise((resolve) => socket.once('open', resolve));
  const answered = new Promise((resolve) => socket.once('message', resolve));
  for (let sent = 0, turn = 0; sent < totalBytes; sent += frameBytes, turn++) {
    await new Promise((resolve) => {
      socket.send(frames[turn % frames.length] as Buffer, () => resolve(undefined));
      if (socket.bufferedAmount < inFlight) setImmediate(resolve);
    });
  }
  await answered;
}
