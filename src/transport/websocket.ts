import type { Clock } from '../clock/index.ts';
import { limits } from '../protocol/limits.ts';
import type { Transport } from './link.ts';
import type { TlsFiles } from './tls.ts';
import { connectWebSocket } from './websocket-connect.ts';
import { listenWebSocket } from './websocket-listen.ts';

export interface WebSocketTransportOptions {
  readonly clock: Clock;
  /** Links that one listener holds at once; limits.connections by default. */
  readonly connections?: number;
  /** Milliseconds that a polite close may take before the link is cut; 5,000 by default. */
  readonly closeMs?: number;
  /**
   * Certificates of this end. Whoever has one of its own listens by TLS (`wss://`), except on sockets; what the other end
   * shows must be trusted.
   */
  readonly tls?: TlsFiles | undefined;
}

/** The same with nothing left open. */
export type WebSocketSettings = Required<Omit<WebSocketTransportOptions, 'tls'>> & {
  readonly tls: TlsFiles | undefined;
};

/** Links over TCP (`ws://`, or by TLS `wss://`) and unix sockets (`ws+unix://SOCKET:/path`). */
export function createWebSocketTransport(options: WebSocketTransportOptions): Transport {
  const settings = { connections: limits.connections, closeMs: 5000, tls: undefined, ...options };
  return {
    listen: (listen) => listenWebSocket(listen, settings),
    connect: (url, connect) => connectWebSocket(url, connect, settings),
  };
}
