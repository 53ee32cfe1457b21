import type { Sendable } from './message.ts';

/** A two-way connection that carries whole messages in order: text on control links, bytes on migration streams. */
export interface Link {
  /** For people: where the other end is. */
  readonly peer: string;
  /**
   * Queues one message, whole or in pieces; its bytes must not change until they left. After the link closed this does
   * nothing.
   */
  send(message: Sendable): void;
  /** Resolves once at most `bytes` of what was sent is still waiting to leave (0: everything left), or the link closed. */
  drained(bytes: number): Promise<void>;
  /** One handler receives each message; messages that came before it was set are kept for it. */
  onMessage(handler: (message: string | Uint8Array) => void): void;
  /**
   * From its next message on, binary messages go to `sink` as their bytes come in, and are never put together. Only the
   * links of a listener that asked for it have this, and not all of them.
   */
  divert?(sink: MessageSink): void;
  /** Stops and restarts delivery: how a receiver slows its sender down. */
  pause(): void;
  resume(): void;
  /** Called once, with why, when the link is gone; at once if it already is. */
  onClose(handler: (reason: LinkClosed) => void): void;
  /** Closes politely after what was sent has left. */
  close(reason?: string): void;
  /** Cuts the link now; `reason` is what this end's onClose is told. */
  terminate(reason?: string): void;
}

/** Takes messages in pieces. */
export interface MessageSink {
  /** Bytes of the message, there only during the call. */
  take(bytes: Uint8Array): void;
  /** The message is whole. */
  end(): void;
}

/** Why a link is gone. `clean` is true when either end closed it on purpose. */
export interface LinkClosed {
  readonly clean: boolean;
  readonly reason: string;
}

/** What a listener checks before it accepts a link; the transport asks, the owner decides. */
export interface Admission {
  /** Token offered by the peer, from its Authorization header or its `token` query parameter. */
  readonly token: string | undefined;
  /** Path of the URL that was opened. */
  readonly path: string;
  readonly remoteAddress: string;
}

export interface ListenOptions {
  /** Interface to listen on; port 0 picks one. Or a unix socket, created with mode 0600. */
  readonly at: { readonly address: string; readonly port: number } | { readonly socket: string };
  /** Bytes of the largest message accepted. */
  readonly maxMessageBytes: number;
  /** Whether messages are large and may be diverted, so that it pays to read them in place. */
  readonly inPieces?: boolean;
  /** Returns why the peer is refused, or undefined to accept it. A peer with a browser's Origin is always refused. */
  readonly refuse: (admission: Admission) => string | undefined;
  readonly onLink: (link: Link, admission: Admission) => void;
}

export interface Listener {
  /** What peers connect to, for instance `ws://127.0.0.1:49152`. */
  readonly url: string;
  /** Stops listening and terminates links that are still open. */
  close(): Promise<void>;
}

/** Where links come from. The WebSocket transport and the one in memory behave the same. */
export interface Transport {
  /** @throws LibvirtError (system error) when the address is taken or not ours. */
  listen(options: ListenOptions): Promise<Listener>;
  /** @throws LibvirtError (system error, "unable to connect to server at …") when nobody answers. */
  connect(url: string, options: ConnectOptions): Promise<Link>;
}

export interface ConnectOptions {
  readonly token?: string;
  readonly maxMessageBytes: number;
  /** Milliseconds to wait for the other end; the default is 10,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}
