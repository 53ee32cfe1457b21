import { closeSync, openSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { createServer, connect as netConnect, type Socket } from 'node:net';
import { basename, dirname } from 'node:path';

/**
 * A unix socket whose path may be longer than the 107 bytes a socket's address can hold: its directory is opened, and
 * the address names it through /proc. Linux only.
 */
function short<T>(path: string, use: (address: string) => Promise<T>): Promise<T> {
  const directory = openSync(dirname(path), 'r');
  return use(`/proc/self/fd/${directory}/${basename(path)}`).finally(() => closeSync(directory));
}

/** Opens a guest's monitor in a directory of its own, which nobody else can enter. */
export async function listenForDaemons(path: string, attend: (socket: Socket) => void): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await chmod(dirname(path), 0o700);
  await rm(path, { force: true });
  const server = createServer(attend);
  await short(
    path,
    (address) =>
      new Promise<void>((resolve, reject) => {
        server.once('error', reject);
        server.listen(address, () => resolve());
      }),
  );
}

/** Connects to a guest's monitor; undefined when no process has it open. */
export async function connectToGuest(path: string): Promise<Socket | undefined> {
  try {
    return await short(
      path,
      (address) =>
        new Promise<Socket>((resolve, reject) => {
          const socket = netConnect(address);
          socket.once('error', reject);
          socket.once('connect', () => {
            socket.off('error', reject);
            socket.unref();
            resolve(socket);
          });
        }),
    );
  } catch {
    return undefined;
  }
}
