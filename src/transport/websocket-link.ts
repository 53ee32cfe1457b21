import { setImmediate as nextTurn } from 'node:timers/promises';
import type { WebSocket } from 'ws';
import type { Clock } from '../clock/index.ts';
import { closedHere, closedThere, cutHere, endOfFile, foundTooLarge, tooLarge } from './close-reason.ts';
import { closing } from './closing.ts';
import { drain } from './drain.ts';
import { inbox } from './inbox.ts';
import type { Link, LinkClosed, MessageSink } from './link.ts';
import { bytesIn } from './message.ts';
import { errorCode } from './socket-error.ts';

export interface WebSocketLinkOptions {
  readonly peer: string;
  readonly maxMessageBytes: number;
  readonly clock: Clock;
  /** Milliseconds that a polite close may take before the link is cut. */
  readonly closeMs: number;
  /** Where the socket's binary messages can be had in pieces. */
  readonly divert?: (sink: MessageSink) => void;
}

/**
 * Bytes sent before a sender that waits for `drained` lets timers and other links run: while the receiver keeps up,
 * every wait is over at once and its loop would never end the turn of the event loop.
 */
const bytesPerTurn = 4 * 1024 * 1024;

/** A link over an open WebSocket (on which ws has set TCP_NODELAY). */
export function websocketLink(ws: WebSocket, options: WebSocketLinkOptions): Link {
  const { peer, clock, closeMs, maxMessageBytes, divert } = options;
  const end = closing();
  const outgoing = drain(() => ws.bufferedAmount);
  const incoming = inbox({ hold: () => ws.pause(), release: () => ws.resume() });
  let leaving: LinkClosed | undefined;
  let sentThisTurn = 0;

  /** From here on only the end of the connection is waited for, and not for long. */
  const leave = (closed: LinkClosed) => {
    if (leaving) return;
    leaving = closed;
    incoming.drop();
    if (ws.readyState === ws.CLOSED) return;
    const timer = clock.after(closeMs, () => ws.terminate());
    ws.once('close', () => timer.cancel());
  };

  /** Each is a frame of its own (RFC 6455, 5.4). */
  const sendPieces = (pieces: readonly Uint8Array[]) => {
    for (const [index, piece] of pieces.entries())
      ws.send(piece, { binary: true, fin: index === pieces.length - 1 }, outgoing.check);
  };

  ws.on('message', (data, isBinary) => {
    if (!leaving) incoming.push(isBinary ? (data as Buffer) : data.toString());
  });
  ws.on('error', (error) => leave(refused(error, maxMessageBytes)));
  ws.on('close', (code, reason) => {
    const closed = leaving ?? closedBy(code, reason.toString());
    outgoing.end();
    incoming.finish(() => end.settle(closed));
  });

  return {
    peer,
    send(message) {
      if (leaving || ws.readyState !== ws.OPEN) return;
      sentThisTurn += bytesIn(message);
      if (typeof message === 'string' || message instanceof Uint8Array) ws.send(message, outgoing.check);
      else sendPieces(message);
    },
    async drained(bytes) {
      if (sentThisTurn >= bytesPerTurn) {
        await nextTurn();
        sentThisTurn = 0;
      }
      await outgoing.until(bytes);
    },
    onMessage: incoming.onMessage,
    ...(divert && { divert: (sink: MessageSink) => divert(unless(() => leaving !== undefined, sink)) }),
    pause: incoming.pause,
    resume: incoming.resume,
    onClose: end.onClose,
    close(reason) {
      leave(closedHere(reason));
      ws.close(1000, clipped(reason ?? ''));
      ws.resume();
    },
    terminate(reason) {
      leave(cutHere(reason));
      ws.terminate();
    },
  };
}

/** Whoever has left hears nothing more. */
const unless = (left: () => boolean, sink: MessageSink): MessageSink => ({
  take: (bytes) => left() || sink.take(bytes),
  end: () => left() || sink.end(),
});

/** Why this end breaks off: ws reports a broken rule here after it has sent the fitting close frame. */
function refused(error: Error, maxMessageBytes: number): LinkClosed {
  const code = errorCode(error);
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return tooLarge(maxMessageBytes);
  if (code === 'WS_ERR_INVALID_UTF8') return { clean: false, reason: 'the peer sent text that is not UTF-8' };
  return { clean: false, reason: `the peer broke the WebSocket protocol: ${error.message}` };
}

/** What a close code says (RFC 6455, 7.4.1); 1006 stands for a connection that ended without one. */
function closedBy(code: number, reason: string): LinkClosed {
  if (code === 1006) return endOfFile;
  if (code === 1009) return foundTooLarge;
  if (code === 1000 || code === 1001 || code === 1005) return closedThere(reason);
  return { clean: false, reason: reason || `the peer closed with code ${code}` };
}

/** A close frame holds 123 bytes of text. */
function clipped(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= 123) return reason;
  // A character that was cut in half decodes to U+FFFD.
  return bytes
    .subarray(0, 123)
    .toString()
    .replace(/\ufffd+$/, '');
}
