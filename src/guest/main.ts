import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import { serveGuest } from './serve.ts';

/**
 * The program of a guest's process. Its daemon holds the other end of descriptor 3 and says what guest it is to be; from
 * then on the guest ends when it is told to, powers off, or its process is ended.
 */
const comm = process.argv0.split('/').pop() ?? '';
try {
  writeFileSync('/proc/self/comm', comm.slice(0, 15));
} catch {
  // Only what `ps` shows; where there is no /proc it stays `node`.
}
process.on('SIGHUP', () => {});
serveGuest(new Socket({ fd: 3, readable: true, writable: true }), process);
