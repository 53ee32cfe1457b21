import type { Server } from 'node:net';
import { bindError } from './socket-error.ts';

type At = { readonly address: string; readonly port: number } | { readonly socket: string };

/** Clients that may wait to be accepted: libvirtd.conf's max_queued_clients. */
const backlog = 1000;

/**
 * Makes a server listen.
 * @throws LibvirtError (system error), which names the socket as `called` where that is another one.
 */
export function bind(server: Server, at: At, called: At = at): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error) => reject(bindError(called, error));
    server.once('error', failed);
    const where = 'socket' in at ? { path: at.socket } : { host: at.address, port: at.port };
    server.listen({ ...where, backlog }, () => {
      server.off('error', failed);
      resolve();
    });
  });
}
