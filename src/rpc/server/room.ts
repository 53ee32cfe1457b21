import type { Socket } from 'node:net';
import { createConsoles } from './consoles.ts';
import { createHostObjects } from './host-objects.ts';
import { type RpcServing, serveRpc } from './serve.ts';

/** Where the clients of a door are, whichever way they came in. */
export interface Room {
  /** Serves a client until it goes. One too many waits, unread, until another has gone, as in a backlog. */
  enter(socket: Socket, way: Way): void;
  /** Somebody did not get so far, for that reason. */
  refused(reason: string): void;
  /** Who is there. */
  clients(): readonly RoomClient[];
  /** Hangs up on everybody. */
  empty(): void;
}

/** A client as an administrator sees it. */
export interface RoomClient {
  readonly id: number;
  /** Milliseconds since 1970. */
  readonly since: number;
  readonly transport: 'unix' | 'tcp' | 'tls';
  readonly readOnly: boolean;
  readonly address: string | undefined;
  close(): void;
}

interface Way {
  readonly readOnly: boolean;
}

export interface RoomOptions extends Omit<RpcServing, 'consoles' | 'objects'> {
  readonly mostClients: number;
  /** More than so many that wait are sent away. libvirtd's max_queued_clients. */
  readonly mostWaiting: number;
  readonly onClients?: (count: number) => void;
}

export function createRoom({ mostClients, mostWaiting, onClients, ...options }: RoomOptions): Room {
  const { services } = options.inside;
  const ended = new AbortController();
  const consoles = createConsoles(services.journal, ended.signal);
  const serving: RpcServing = { ...options, consoles, objects: createHostObjects(options.inside) };
  const clients = new Map<Socket, RoomClient>();
  const waiting = new Map<Socket, Way>();
  let count = 0;

  function serve(socket: Socket, { readOnly }: Way) {
    socket.setNoDelay(true);
    socket.once('close', () => leave(socket));
    const served = serveRpc(serving, { stream: socket, client: nameOf(socket, ++count), readOnly });
    clients.set(socket, { id: count, since: services.clock.now(), ...wayOf(socket), readOnly, close: served.close });
    onClients?.(clients.size);
  }
  function leave(socket: Socket) {
    clients.delete(socket);
    const [next] = waiting;
    if (next) {
      waiting.delete(next[0]);
      serve(...next);
    } else onClients?.(clients.size);
  }
  function wait(socket: Socket, way: Way) {
    if (waiting.size === 0) services.log({ level: 'warning', text: tooMany(mostClients) });
    if (waiting.size >= mostWaiting) return void socket.destroy();
    socket.on('error', () => undefined);
    socket.once('close', () => waiting.delete(socket));
    waiting.set(socket, way);
  }
  return {
    enter: (socket, way) => (clients.size < mostClients ? serve(socket, way) : wait(socket, way)),
    clients: () => [...clients.values()],
    refused(reason) {
      services.log({ level: 'error', text: `authentication failed: Failed to verify peer's certificate: ${reason}` });
    },
    empty() {
      ended.abort();
      for (const socket of waiting.keys()) socket.destroy();
      waiting.clear();
      for (const client of clients.values()) client.close();
    },
  };
}

const tooMany = (most: number) => `hooklab : ${most} clients are connected, so others wait (max_clients)`;

const wayOf = (socket: Socket): Pick<RoomClient, 'transport' | 'address'> =>
  socket.remoteAddress === undefined
    ? { transport: 'unix', address: undefined }
    : {
        transport: 'encrypted' in socket ? 'tls' : 'tcp',
        address: `${socket.remoteAddress}:${socket.remotePort}`,
      };

/** libvirt's clients do not say who they are. */
const nameOf = ({ remoteAddress, remotePort }: Socket, number: number): string =>
  remoteAddress === undefined ? `RPC client ${number}` : `RPC client ${number} at ${remoteAddress}:${remotePort}`;
