import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Admission } from './link.ts';
import { parseUrl } from './target.ts';

/** A refusal as the HTTP answer to a handshake. */
export interface Refusal {
  readonly status: '400 Bad Request' | '401 Unauthorized' | '403 Forbidden' | '426 Upgrade Required' | '503 Busy';
  readonly sentence: string;
}

/** Who asks, as far as its request tells. */
export function admissionOf(request: IncomingMessage): Admission {
  const url = parseUrl(request.url ?? '/', 'ws://host');
  const bearer = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return {
    token: bearer ?? url?.searchParams.get('token') ?? undefined,
    path: url?.pathname ?? '/',
    remoteAddress: request.socket.remoteAddress ?? 'unix socket',
  };
}

/** What no owner of a listener may accept: a page of some browser, or something that is not WebSocket. */
export function refusalOf(request: IncomingMessage): Refusal | undefined {
  if (request.headers.upgrade?.toLowerCase() !== 'websocket') return notWebSocket;
  if (request.headers.origin === undefined && request.headers['sec-websocket-origin'] === undefined) return undefined;
  return { status: '403 Forbidden', sentence: 'Pages in a browser may not connect to this host.' };
}

/** The answer to plain HTTP. */
export const notWebSocket: Refusal = {
  status: '426 Upgrade Required',
  sentence: 'This port speaks WebSocket and not plain HTTP.',
};

/** The headers that go with a refusal. */
export const refusalHeaders = ({ status }: Refusal): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/plain; charset=utf-8',
  Connection: status === notWebSocket.status ? 'Upgrade, close' : 'close',
  ...(status === notWebSocket.status && { Upgrade: 'websocket' }),
  ...(status === '401 Unauthorized' && { 'WWW-Authenticate': 'Bearer' }),
});

/** Answers a handshake with a refusal and ends the connection. */
export function refuseHandshake(socket: Duplex, refusal: Refusal): void {
  const body = `${refusal.sentence}\n`;
  const headers = { ...refusalHeaders(refusal), 'Content-Length': `${Buffer.byteLength(body)}` };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.on('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${refusal.status}\r\n${lines.join('')}\r\n${body}`);
}
