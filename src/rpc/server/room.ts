import type { Socket } from 'node:net';
import type { Inside } from '../../host/door.ts';
import { createPools } from '../storage/pools.ts';
import { createConsoles } from './consoles.ts';
import { type RpcServing, serveRpc } from './serve.ts';

/** Where the clients of a door are, whichever way they came in. */
export interface Room {
  /** Serves a client until it goes; one too many is sent away at once. */
  enter(socket: Socket, way: { readonly readOnly: boolean }): void;
  /** Hangs up on everybody. */
  empty(): void;
}

export interface RoomOptions extends Omit<RpcServing, 'consoles' | 'pools'> {
  readonly mostClients: number;
  readonly onClients?: (count: number) => void;
}

export function createRoom({ mostClients, onClients, ...options }: RoomOptions): Room {
  const { services } = options.inside;
  const ended = new AbortController();
  const consoles = createConsoles(services.journal, ended.signal);
  const serving: RpcServing = { ...options, consoles, pools: createPools(services) };
  const clients = new Map<Socket, { close(): void }>();
  let count = 0;

  return {
    enter(socket, { readOnly }) {
      if (clients.size >= mostClients) return tooMany(options.inside, socket, mostClients);
      socket.setNoDelay(true);
      socket.once('close', () => {
        clients.delete(socket);
        onClients?.(clients.size);
      });
      clients.set(socket, serveRpc(serving, { stream: socket, client: nameOf(socket, ++count), readOnly }));
      onClients?.(clients.size);
    },
    empty() {
      ended.abort();
      for (const client of clients.values()) client.close();
    },
  };
}

function tooMany({ services }: Inside, socket: Socket, most: number): void {
  services.log({ level: 'warning', text: `hooklab : a client was sent away: ${most} are connected already` });
  socket.destroy();
}

/** libvirt's clients do not say who they are. */
const nameOf = ({ remoteAddress, remotePort }: Socket, number: number): string =>
  remoteAddress === undefined ? `RPC client ${number}` : `RPC client ${number} at ${remoteAddress}:${remotePort}`;
