import { type AddressInfo, createServer, type Server } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import type { Door, Inside } from '../host/door.ts';
import { bind } from '../transport/bind.ts';
import { listenAtSocket } from '../transport/unix-socket.ts';
import type { Administered } from './admin/handlers.ts';
import { serveAdmin } from './admin/serve-admin.ts';
import { versionNumber } from './procedures/connect.ts';
import { createRoom, type Room } from './server/room.ts';

/** An address of this machine; port 0 picks one. */
export interface RpcAddress {
  readonly address: string;
  readonly port: number;
}

/** Where libvirt's clients come in. Every way in is optional; nobody is authenticated on any but TLS. */
export interface RpcDoorOptions {
  /** A socket file, of mode 0600 unless given (libvirtd.conf's unix_sock_rw_perms). */
  readonly unix?: { readonly path: string; readonly mode?: number };
  /** A second one whose clients may only ask, of mode 0600 unless given. */
  readonly readOnly?: { readonly path: string; readonly mode?: number };
  /** Where administrators come in (virt-admin), and what they are told of the log. */
  readonly admin?: { readonly path: string; readonly log: Administered['log'] };
  readonly tcp?: readonly RpcAddress[];
  /** TLS: certificates and whom they let in, as node:tls wants them. */
  readonly tls?: RpcAddress & { readonly options: TlsOptions };
  /** Clients at once, over all ways in; more wait to be accepted. libvirtd's max_clients, 5000 by default. */
  readonly mostClients?: number;
  /** Clients that wait for room; more are sent away. libvirtd's max_queued_clients, 1000 by default. */
  readonly mostWaiting?: number;
  /** Calls of one client that are worked on at once. libvirtd's max_client_requests, 5 by default. */
  readonly mostRequests?: number;
  /** libvirtd's keepalive_interval (5 s; 0 or less never asks) and keepalive_count (5). */
  readonly keepalive?: { readonly intervalSeconds: number; readonly count: number };
  /** Told how many clients there are, whenever one came or went. */
  readonly onClients?: (count: number) => void;
  /** Told where clients connect to, once all ways in are open: `unix:PATH`, `tcp://ADDRESS:PORT`, `tls://…`. */
  readonly onOpen?: (addresses: readonly string[]) => void;
}

const defaults = {
  mostClients: 5000,
  mostWaiting: 1000,
  mostRequests: 5,
  keepalive: { intervalSeconds: 5, count: 5 },
} as const;

/**
 * A door for libvirt's own clients: virsh and everything else that speaks libvirt's remote protocol.
 * @throws LibvirtError (system error), when it is opened, for an address that is taken or not ours.
 */
export function openRpcDoor(options: RpcDoorOptions): Door {
  return async (inside) => {
    const room = createRoom({ ...defaults, ...options, inside });
    const open: OpenWay[] = [];
    const close = async () => {
      const closed = open.map((way) => way.close());
      room.empty();
      await Promise.all(closed);
    };
    try {
      for (const way of waysIn(options, room)) open.push(await way());
      if (options.admin) open.push(await adminWay(options, options.admin, { room, inside }));
    } catch (error) {
      await close();
      throw error;
    }
    options.onOpen?.(open.filter(({ url }) => url !== '').map(({ url }) => url));
    return { close };
  };
}

/** One address that is listened at. */
interface OpenWay {
  readonly url: string;
  close(): Promise<void>;
}
type Way = () => Promise<OpenWay>;

function waysIn({ unix, readOnly, tcp = [], tls }: RpcDoorOptions, room: Room): readonly Way[] {
  const plain = (reader = false) => createServer((socket) => room.enter(socket, { readOnly: reader }));
  return [
    ...(unix ? [() => listenOnSocket(plain(), unix)] : []),
    ...(readOnly ? [() => listenOnSocket(plain(true), readOnly)] : []),
    ...tcp.map((at) => () => listenOn(plain(), 'tcp', at)),
    ...(tls ? [() => listenOn(tlsServer(tls.options, room), 'tls', tls)] : []),
  ];
}

/** The socket of administrators, for its owner alone. */
async function adminWay(
  { mostClients = defaults.mostClients, mostRequests = defaults.mostRequests }: RpcDoorOptions,
  { path, log }: NonNullable<RpcDoorOptions['admin']>,
  { room, inside }: { readonly room: Room; readonly inside: Inside },
): Promise<OpenWay> {
  const libVersion = versionNumber(inside.services.profile.release);
  const administered = { room, libVersion, log, most: { clients: mostClients, requests: mostRequests } };
  const here = new Set<{ close(): void }>();
  const server = createServer((socket) => {
    const served = serveAdmin(administered, socket);
    here.add(served);
    socket.once('close', () => here.delete(served));
  });
  const { close } = await listenOnSocket(server, { path, mode: 0o700 });
  return {
    url: '',
    close() {
      for (const one of here) one.close();
      return close();
    },
  };
}

/** A client of TLS waits for one byte before it speaks: its certificate was accepted (rpc.md section 7, trap 12). */
function tlsServer(options: TlsOptions, room: Room): Server {
  const server = createTlsServer({ handshakeTimeout: handshakeMs, ...options }, (socket) => {
    socket.write(accepted);
    room.enter(socket, { readOnly: false });
  });
  server.on('tlsClientError', ({ message }, socket) => {
    room.refused(/SSL routines:\w*:([^:]+)/.exec(message)?.[1] ?? message);
    socket.destroy();
  });
  return server;
}

const accepted = Uint8Array.of(1);
const handshakeMs = 10_000;

async function listenOnSocket(server: Server, { path, mode }: { path: string; mode?: number }): Promise<OpenWay> {
  const release = await listenAtSocket(server, path, mode);
  server.on('error', ignored);
  return { url: `unix:${path}`, close: () => closed(server).then(release) };
}

async function listenOn(server: Server, scheme: string, at: RpcAddress): Promise<OpenWay> {
  await bind(server, at);
  server.on('error', ignored);
  const { port } = server.address() as AddressInfo;
  const host = at.address.includes(':') ? `[${at.address}]` : at.address;
  return { url: `${scheme}://${host}:${port}`, close: () => closed(server) };
}

/** An accept() that fails, for want of descriptors for instance, must not end the host. */
const ignored = () => undefined;

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
