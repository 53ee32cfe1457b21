import type { IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { type ClientOptions, WebSocket } from 'ws';
import { LibvirtError } from '../protocol/errors.ts';
import type { ConnectOptions, Link } from './link.ts';
import { connectError, systemError } from './socket-error.ts';
import { parseTarget, type Target } from './target.ts';
import { readTls, tlsError } from './tls.ts';
import { refuseLongPath } from './unix-socket.ts';
import type { WebSocketSettings } from './websocket.ts';
import { websocketLink } from './websocket-link.ts';

/** Opens a link; what fails before it is open is one of libvirt's sentences. */
export async function connectWebSocket(
  url: string,
  options: ConnectOptions,
  { clock, closeMs, tls = {} }: WebSocketSettings,
): Promise<Link> {
  const target = parseTarget(url, ['ws', 'wss', 'ws+unix']);
  if ('socket' in target) refuseLongPath(target.socket);
  const { maxMessageBytes, timeoutMs = 10_000, signal } = options;
  if (signal?.aborted) throw canceled(target);
  const secure = url.startsWith('wss://');
  const secrets = secure ? await readTls(tls) : {};
  const ws = start(url, target, { ...clientOptions(target, options), ...secrets });

  return new Promise<Link>((resolve, reject) => {
    const timer = clock.after(timeoutMs, () => fail(connectError(target, systemError('ETIMEDOUT'))));
    const abort = () => fail(canceled(target));
    const settle = () => {
      timer.cancel();
      signal?.removeEventListener('abort', abort);
    };
    const fail = (error: LibvirtError) => {
      settle();
      reject(error);
      ws.terminate();
    };
    signal?.addEventListener('abort', abort);
    ws.on('error', (error) => fail(tlsError(peerName(target), secure, error) ?? connectError(target, error)));
    ws.on('unexpected-response', (_request, response) => void refusal(target, response).then(fail));
    ws.once('open', () => {
      settle();
      ws.removeAllListeners('error');
      resolve(websocketLink(ws, { peer: peerName(target), clock, closeMs, maxMessageBytes }));
    });
  });
}

/** ws throws at once for a token or path that no request can carry. */
function start(url: string, target: Target, options: ClientOptions): WebSocket {
  try {
    return new WebSocket(addressOf(url, target), options);
  } catch (error) {
    throw connectError(target, error);
  }
}

function clientOptions(target: Target, { token, maxMessageBytes }: ConnectOptions): ClientOptions {
  return {
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
    headers: token === undefined ? {} : { Authorization: `Bearer ${token}` },
    // A mask of zeros changes nothing, and ws then skips the work; masking guards proxies against pages in browsers.
    generateMask: () => undefined,
    ...('socket' in target && { createConnection: () => connect(target.socket) }),
  };
}

/** ws cuts a unix URL at its first `:`, so it gets the socket as a connection and only the path as URL. */
const addressOf = (url: string, target: Target) => ('socket' in target ? `ws://localhost${target.path}` : url);

const peerName = (target: Target) => ('socket' in target ? target.socket : `${target.host}:${target.port}`);

const canceled = (target: Target) =>
  new LibvirtError('operation aborted', `connection to '${peerName(target)}': canceled by client`, 'rpc');

/** Who answers without a WebSocket either refuses us, with a sentence, or is no host of ours. */
async function refusal(target: Target, response: IncomingMessage): Promise<LibvirtError> {
  const sentence = await firstBytes(response);
  const { statusCode: status } = response;
  if (status === 401 || status === 403) return new LibvirtError('authentication failed', sentence, 'rpc');
  if (status === 503) return new LibvirtError('RPC error', sentence, 'rpc');
  return connectError(target, new Error(`HTTP status ${status} instead of a WebSocket`));
}

async function firstBytes(response: IncomingMessage): Promise<string> {
  let text = '';
  try {
    for await (const part of response.setEncoding('utf8')) {
      text += part;
      if (text.length > 4096) break;
    }
  } catch {
    // The connection broke within the answer: what came of it is all there is.
  }
  return text.slice(0, 4096).trim();
}
