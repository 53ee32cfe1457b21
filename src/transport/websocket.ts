import type { Clock } from '../clock/index.ts';
import { limits } from '../protocol/limits.ts';
import type { Transport } from './link.ts';
import { connectWebSocket } from './websocket-connect.ts';
import { listenWebSocket } from './websocket-listen.ts';

export interface WebSocketTransportOptions {
  readonly clock: Clock;
  /** Links that one listener holds at once; limits.connections by default. */
  readonly connections?: number;
  /** Milliseconds that a polite close may take before the link is cut; 5,000 by default. */
  readonly closeMs?: number;
}

/** Links over TCP (`ws://`, `wss://` to connect) and unix sockets (`ws+unix://SOCKET:/path`). */
export function createWebSocketTransport(options: WebSocketTransportOptions): Transport {
  const settings = { connections: limits.connections, closeMs: 5000, ...options };
  return {
    listen: (listen) => listenWebSocket(listen, settings),
    connect: (url, connect) => connectWebSocket(url, connect, settings),
  };
}
