import { connect, createServer, type Socket } from 'node:net';
import createXxhash from 'xxhash-wasm';
import { timed } from './load.ts';
import { tell } from './process.ts';

/**
 * The baseline: frames over plain TCP, thrown away by the receiver (plain), hashed by both (hashed), or, as pages are, sent
 * from as much memory as goes over and put into as much (stored). `role bytes frame how port`
 */
const [role, total, frame, how, port] = process.argv.slice(2);
const totalBytes = Number(total);
const frameBytes = Number(frame);
const hasher = how === 'hashed' ? await createXxhash() : undefined;
const inFlight = 3 * 2 ** 20;
/** What pages stand in; touched, so that none of it is made by the kernel during the transfer. */
const memory = how === 'stored' ? Buffer.alloc(totalBytes, 1) : undefined;

if (role === 'receive') receive();
else tell({ ms: await timed(send) });

function receive(): void {
  const server = createServer((socket) => {
    let left = totalBytes;
    let inFrame = 0;
    let hash = hasher?.create64();
    socket.on('data', (bytes) => {
      for (let at = 0; hash && at < bytes.length; ) {
        const part = bytes.subarray(at, at + frameBytes - inFrame);
        hash.update(part);
        at += part.length;
        inFrame += part.length;
        if (inFrame < frameBytes) continue;
        hash.digest();
        hash = hasher?.create64();
        inFrame = 0;
      }
      memory?.set(bytes, totalBytes - left);
      left -= bytes.length;
      if (left <= 0) socket.end('!');
    });
  });
  server.listen(0, '127.0.0.1', () => tell({ port: (server.address() as { port: number }).port }));
}

async function send(): Promise<void> {
  const few = Array.from({ length: 5 }, (_, index) => Buffer.alloc(frameBytes, index + 1));
  const socket = connect(Number(port), '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  const answered = new Promise((resolve) => socket.once('data', resolve));
  for (let sent = 0, turn = 0; sent < totalBytes; sent += frameBytes, turn++)
    await write(socket, memory?.subarray(sent, sent + frameBytes) ?? (few[turn % few.length] as Buffer));
  await answered;
}

async function write(socket: Socket, bytes: Buffer): Promise<void> {
  hasher?.h64Raw(bytes);
  socket.write(bytes);
  if (socket.writableLength > inFlight) await new Promise((resolve) => socket.once('drain', resolve));
}
