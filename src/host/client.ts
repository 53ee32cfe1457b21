import type { Clock } from '../clock/index.ts';
import { LibvirtError, ProtocolError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';
import {
  type Caller,
  calls,
  type Envelope,
  type EventNotice,
  envelope,
  protocolVersion,
} from '../protocol/messages.ts';
import { keepalive } from '../transport/index.ts';
import type { Link, Transport } from '../transport/link.ts';
import { hostDefaults, type KeepaliveSettings } from './options.ts';

/** A connection to a host, seen from a client: the command line, the library, or another host (peer-to-peer). */
export interface HostClient {
  readonly host: string;
  readonly hostUuid: string;
  /** The libvirt release the host plays. */
  readonly libvirt: string;
  readonly call: Caller;
  onEvent(handler: (event: EventNotice) => void): void;
  onNotice(handler: (text: string) => void): void;
  /** Called once with why the connection is gone. */
  onClose(handler: (reason: string) => void): void;
  close(): Promise<void>;
}

export interface ConnectToHost {
  readonly transport: Transport;
  readonly clock: Clock;
  readonly url: string;
  readonly token?: string | undefined;
  /** What the client calls itself in the host's log. */
  readonly client: string;
  /** Its process and their parents, by which a host recognises a call from inside a hook. */
  readonly ancestors?: readonly number[];
  readonly keepalive?: KeepaliveSettings;
  /** Journal numbers to tell the host, and to learn from it. */
  readonly causality?: Causality;
}

/** What messages carry so that journals merge: the numbers known here, and where to note what was heard. */
export interface Causality {
  known(): Readonly<Record<string, number>>;
  heard(seqs: Readonly<Record<string, number>>): void;
}

/**
 * A client without a journal passes on what it hears. One that conducts gives the same to both its connections: that is
 * how the journals of the two hosts are ordered.
 */
export function relayedCausality(): Causality {
  const seqs: Record<string, number> = {};
  return {
    known: () => ({ ...seqs }),
    heard(more) {
      for (const [host, seq] of Object.entries(more)) seqs[host] = Math.max(seqs[host] ?? 0, seq);
    },
  };
}

/**
 * Connects and opens the connection.
 * @throws LibvirtError when nobody answers, the token is wrong, or the other end speaks another version.
 */
export async function connectToHost(options: ConnectToHost): Promise<HostClient> {
  const { transport, clock, url, token, client, ancestors = [], causality = relayedCausality() } = options;
  const link = await transport.connect(url, { maxMessageBytes: limits.messageBytes, ...(token && { token }) });
  const wire = createWire(link, clock, options.keepalive ?? hostDefaults.keepalive, causality);
  try {
    const { host, uuid, libvirt } = await wire.call('ConnectOpen', {
      version: protocolVersion,
      client,
      ancestors: ancestors.slice(0, 64),
    });
    return { ...wire, host, hostUuid: uuid, libvirt };
  } catch (error) {
    link.terminate();
    throw error;
  }
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Calls and answers over one link. */
function createWire(link: Link, clock: Clock, alive: KeepaliveSettings, causality: Causality) {
  const waiting = new Map<number, Waiting & { name: keyof typeof calls }>();
  const handlers = { event: [] as ((event: EventNotice) => void)[], notice: [] as ((text: string) => void)[] };
  const closers: ((reason: string) => void)[] = [];
  let lastId = 0;
  let closed: string | undefined;
  const send = (message: Envelope) => link.send(JSON.stringify(message));
  const pulse = keepalive(link, { clock, ...alive, send: (kind) => send({ kind }) });

  link.onMessage((raw) => {
    const message = parse(raw);
    if (!message) link.terminate();
    else if (!pulse.heard(message.kind)) receive(message);
  });
  link.onClose(({ reason }) => {
    closed = reason;
    const error = lostLink(reason);
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
    for (const closer of closers) closer(reason);
  });

  function receive(message: Envelope) {
    if ('after' in message) causality.heard(message.after);
    if (message.kind === 'event') for (const handler of handlers.event) handler(message.event);
    else if (message.kind === 'notice') for (const handler of handlers.notice) handler(message.text);
    else if (message.kind === 'reply')
      settle(message.id, ({ resolve, name }) => resolve(calls[name].result.parse(message.result)));
    else if (message.kind === 'error') settle(message.id, ({ reject }) => reject(LibvirtError.from(message.error)));
  }
  function settle(id: number, with_: (entry: Waiting & { name: keyof typeof calls }) => void) {
    const entry = waiting.get(id);
    waiting.delete(id);
    if (!entry) return;
    try {
      with_(entry);
    } catch {
      entry.reject(new ProtocolError('HOOKLAB_BAD_MESSAGE', `the host's answer to ${entry.name} has the wrong shape`));
    }
  }
  const call: Caller = (name, params) => {
    if (closed !== undefined)
      return Promise.reject(new LibvirtError('internal error', 'client socket is closed', 'rpc'));
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      waiting.set(id, { name, resolve: resolve as (result: unknown) => void, reject });
      send({ kind: 'call', id, call: name, params, after: { ...causality.known() } });
    });
  };
  return {
    call,
    onEvent: (handler: (event: EventNotice) => void) => void handlers.event.push(handler),
    onNotice: (handler: (text: string) => void) => void handlers.notice.push(handler),
    onClose(handler: (reason: string) => void) {
      if (closed === undefined) closers.push(handler);
      else handler(closed);
    },
    close: () =>
      new Promise<void>((resolve) => {
        if (closed !== undefined) return resolve();
        closers.push(() => resolve());
        link.close();
      }),
  };
}

/** What a call that was under way fails with, in the words of virNetSocketReadWire and virKeepAliveTimerInternal. */
function lostLink(reason: string): LibvirtError {
  return reason.includes('keepalive timeout')
    ? new LibvirtError('internal error', 'connection closed due to keepalive timeout', 'rpc')
    : new LibvirtError('system error', 'End of file while reading data: Input/output error', 'rpc');
}

function parse(raw: string | Uint8Array): Envelope | undefined {
  try {
    return typeof raw === 'string' ? envelope.parse(JSON.parse(raw)) : undefined;
  } catch {
    return undefined;
  }
}
