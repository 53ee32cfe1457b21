import { type Clock, sleep } from '../clock/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import type { Admission, ConnectOptions, ListenOptions, Transport } from './link.ts';
import { type MemoryEnd, memoryLinks } from './memory-link.ts';
import { bindError, connectError, systemError } from './socket-error.ts';
import { parseTarget, parseUrl, type Target } from './target.ts';

export interface MemoryTransportOptions {
  readonly clock: Clock;
  /** Links that one listener holds at once; limits.connections by default. */
  readonly connections?: number;
  /** Milliseconds that a polite close may take before the link is cut; 5,000 by default. */
  readonly closeMs?: number;
}

interface Open {
  readonly options: ListenOptions;
  readonly ends: Set<MemoryEnd>;
}

/**
 * A network of its own within the process: `memory://NAME:PORT` and `memory+unix://SOCKET:/path`. Everything happens
 * at a step of the clock, so that a virtual clock decides when.
 */
export function createMemoryTransport(options: MemoryTransportOptions): Transport {
  const { clock, connections, closeMs } = { connections: limits.connections, closeMs: 5000, ...options };
  const listeners = new Map<string, Open>();

  return {
    async listen(asked) {
      const at = withPort(asked.at, listeners);
      const url = urlOf(at);
      if (listeners.has(url)) throw bindError(at, systemError('EADDRINUSE'));
      const open: Open = { options: asked, ends: new Set() };
      listeners.set(url, open);
      const close = async () => {
        if (listeners.get(url) === open) listeners.delete(url);
        await Promise.all([...open.ends].map(end));
      };
      return { url: 'socket' in at ? `${url}:/` : url, close };
    },

    async connect(url, asked) {
      const target = parseTarget(url, ['memory', 'memory+unix']);
      await step(clock, target, asked);
      const open = listeners.get(urlOf('socket' in target ? target : { address: target.host, port: target.port }));
      if (!open) throw connectError(target, systemError('ECONNREFUSED'));
      const [here, there] = memoryLinks({ clock, closeMs, ends: endsOf(target, asked, open) });
      admit(open, there, admissionOf(target, asked), connections);
      await sleep(clock, 0);
      return here.link;
    },
  };
}

async function step(clock: Clock, target: Target, { signal }: ConnectOptions): Promise<void> {
  if (!signal?.aborted) await sleep(clock, 0, signal);
  if (!signal?.aborted) return;
  throw new LibvirtError('operation aborted', `connection to '${nameOf(target)}': canceled by client`, 'rpc');
}

/** Links that are closing politely keep their bounded time for it. */
function end({ link, leaving }: MemoryEnd): Promise<void> {
  if (!leaving) link.terminate();
  return new Promise((resolve) => link.onClose(() => resolve()));
}

function admit(open: Open, end: MemoryEnd, admission: Admission, connections: number): void {
  const { options, ends } = open;
  if (ends.size >= connections) throw new LibvirtError('RPC error', `Too many active clients (${connections})`, 'rpc');
  const refusal = options.refuse(admission);
  if (refusal !== undefined) throw new LibvirtError('authentication failed', refusal, 'rpc');
  ends.add(end);
  end.link.onClose(() => ends.delete(end));
  options.onLink(end.link, admission);
}

const endsOf = (target: Target, { maxMessageBytes }: ConnectOptions, { options }: Open) =>
  [
    { peer: nameOf(target), maxMessageBytes },
    { peer: 'memory', maxMessageBytes: options.maxMessageBytes },
  ] as const;

function admissionOf(target: Target, { token }: ConnectOptions): Admission {
  const url = parseUrl(target.path, 'ws://host');
  const offered = token ?? url?.searchParams.get('token') ?? undefined;
  return { token: offered, path: url?.pathname ?? '/', remoteAddress: 'memory' };
}

const nameOf = (target: Target) => ('socket' in target ? target.socket : `${target.host}:${target.port}`);

const urlOf = (at: { address: string; port: number | string } | { socket: string }) =>
  'socket' in at ? `memory+unix://${at.socket}` : `memory://${at.address}:${at.port}`;

/** Port 0 asks for one that is free; systems take them from 32768 on. */
function withPort(at: ListenOptions['at'], taken: ReadonlyMap<string, unknown>): ListenOptions['at'] {
  if ('socket' in at || at.port !== 0) return at;
  let port = 32_768;
  while (taken.has(urlOf({ ...at, port }))) port += 1;
  return { ...at, port };
}
