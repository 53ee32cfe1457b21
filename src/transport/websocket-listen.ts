import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import { admissionOf, notWebSocket, refusalHeaders, refusalOf, refuseHandshake } from './admission.ts';
import { bind } from './bind.ts';
import type { Admission, Listener, ListenOptions } from './link.ts';
import { readInPlace } from './reading-socket.ts';
import { readTls, refusedCertificate, type TlsFiles, wantsCertificates } from './tls.ts';
import { listenAtSocket } from './unix-socket.ts';
import type { WebSocketSettings } from './websocket.ts';
import { websocketLink } from './websocket-link.ts';

/** Milliseconds in which a peer must have sent its handshake. */
const handshakeMs = 10_000;

/** Listens for WebSockets. The upgrade is refused by HTTP status: 403 for browsers, 401 for the owner's refusal. */
export async function listenWebSocket(
  options: ListenOptions,
  { clock, connections, closeMs, tls }: WebSocketSettings,
): Promise<Listener> {
  const { maxMessageBytes, inPieces, refuse, onLink } = options;
  const upgrader = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: maxMessageBytes });
  const open = upgrader.clients;

  const accept = (request: IncomingMessage, socket: Duplex, head: Buffer, admission: Admission) => {
    const { remotePort: port } = request.socket;
    const peer = port === undefined ? admission.remoteAddress : `${admission.remoteAddress}:${port}`;
    const reading = inPieces ? readInPlace(socket, head, maxMessageBytes) : undefined;
    const [under, rest] = reading ? [reading.socket, Buffer.alloc(0)] : [socket, head];
    upgrader.handleUpgrade(request, under, rest, (ws) => {
      const divert = reading?.divided.divert;
      onLink(websocketLink(ws, { peer, clock, closeMs, maxMessageBytes, ...(divert && { divert }) }), admission);
    });
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const admission = admissionOf(request);
    const refusal =
      refusalOf(request) ??
      busy(open.size, connections) ??
      unauthorized(uncertified(request, tls)) ??
      unauthorized(refuse(admission));
    if (refusal) refuseHandshake(socket, refusal);
    else accept(request, socket, head, admission);
  };

  const secure = 'address' in options.at && tls?.certificate !== undefined ? tls : undefined;
  const server = await serverFor(secure, (_request, response) => {
    response.writeHead(426, refusalHeaders(notWebSocket)).end(`${notWebSocket.sentence}\n`);
  });
  // Room for a few that are about to be refused with a sentence.
  server.maxConnections = connections + 64;
  server.on('upgrade', onUpgrade);
  const { url, release } = await listenAt(server, options.at, secure ? 'wss' : 'ws');
  // An accept() that fails, for want of descriptors for instance, must not end the host.
  server.on('error', () => undefined);
  return { url, close: () => closeServer(server, open).then(release) };
}

/** Clients without a fit certificate are let in as far as a sentence reaches them. */
async function serverFor(tls: TlsFiles | undefined, answer: RequestListener): Promise<Server> {
  const times = { headersTimeout: handshakeMs, requestTimeout: handshakeMs, handshakeTimeout: handshakeMs };
  if (!tls) return createServer(times, answer);
  const secrets = await readTls(tls);
  return createTlsServer(
    { ...times, ...secrets, requestCert: wantsCertificates(tls), rejectUnauthorized: false },
    answer,
  );
}

const uncertified = ({ socket }: IncomingMessage, tls: TlsFiles | undefined) =>
  tls && wantsCertificates(tls) && socket instanceof TLSSocket ? refusedCertificate(socket) : undefined;

const busy = (open: number, most: number) =>
  open < most ? undefined : ({ status: '503 Busy', sentence: `Too many active clients (${most})` } as const);

const unauthorized = (sentence: string | undefined) =>
  sentence === undefined ? undefined : ({ status: '401 Unauthorized', sentence } as const);

async function listenAt(server: Server, at: ListenOptions['at'], scheme: string) {
  if ('socket' in at) return { url: `ws+unix://${at.socket}:/`, release: await listenAtSocket(server, at.socket) };
  await bind(server, at);
  const { port } = server.address() as AddressInfo;
  const host = at.address.includes(':') ? `[${at.address}]` : at.address;
  return { url: `${scheme}://${host}:${port}`, release: () => undefined };
}

/** Links that are closing politely keep their bounded time for it. */
function closeServer(server: Server, open: ReadonlySet<WebSocket>): Promise<void> {
  for (const ws of open) if (ws.readyState === ws.OPEN) ws.terminate();
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
