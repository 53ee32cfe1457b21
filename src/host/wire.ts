import type { Clock } from '../clock/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { type Caller, type Envelope, type EventNotice, envelope } from '../protocol/messages.ts';
import { createSideStream, keepalive, type SideStream } from '../transport/index.ts';
import type { Link } from '../transport/link.ts';
import type { Causality } from './causality.ts';
import type { KeepaliveSettings } from './options.ts';
import { createPendingCalls } from './pending-calls.ts';

/** Calls, answers, events and notices over one link, from the client's end. */
export interface Wire {
  readonly call: Caller;
  onEvent(handler: (event: EventNotice) => void): void;
  onNotice(handler: (text: string) => void): void;
  onClose(handler: (reason: string) => void): void;
  /** Binary messages beside the calls: a tunnelled migration's pages. */
  readonly stream: SideStream;
  close(): Promise<void>;
  drop(): void;
}

export interface WireOptions {
  readonly link: Link;
  readonly clock: Clock;
  readonly keepalive: KeepaliveSettings;
  readonly causality: Causality;
}

export function createWire({ link, clock, keepalive: settings, causality }: WireOptions): Wire {
  const pending = createPendingCalls();
  const told = { event: [] as ((event: EventNotice) => void)[], notice: [] as ((text: string) => void)[] };
  const closers: ((reason: string) => void)[] = [];
  let closed: string | undefined;
  const send = (message: Envelope) => link.send(JSON.stringify(message));
  const pulse = keepalive(link, { clock, ...settings, send: (kind) => send({ kind }) });

  const side = createSideStream(link);
  link.onMessage((raw) => {
    if (typeof raw !== 'string') return side.take(raw);
    const message = parse(raw);
    if (!message) link.terminate();
    else if (!pulse.heard(message.kind)) receive(message);
  });
  link.onClose(({ reason }) => {
    closed = reason;
    pending.fail(lostLink(reason));
    for (const closer of closers) closer(reason);
  });

  function receive(message: Envelope) {
    if ('after' in message) causality.heard(message.after);
    if (message.kind === 'reply') pending.replied(message.id, message.result);
    else if (message.kind === 'error') pending.refused(message.id, message.error);
    else if (message.kind === 'event') for (const handler of told.event) handler(message.event);
    else if (message.kind === 'notice') for (const handler of told.notice) handler(message.text);
  }
  const call: Caller = (name, params) => {
    if (closed !== undefined)
      return Promise.reject(new LibvirtError('internal error', 'client socket is closed', 'rpc'));
    const { id, answer } = pending.add<never>(name);
    send({ kind: 'call', id, call: name, params, after: { ...causality.known() } });
    return answer;
  };
  const onClose = (handler: (reason: string) => void) => {
    if (closed === undefined) closers.push(handler);
    else handler(closed);
  };
  return {
    call,
    onEvent: (handler) => void told.event.push(handler),
    onNotice: (handler) => void told.notice.push(handler),
    onClose,
    stream: side.stream,
    drop: () => link.terminate(),
    close: () =>
      new Promise<void>((resolve) => {
        onClose(() => resolve());
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

function parse(raw: string): Envelope | undefined {
  try {
    return envelope.parse(JSON.parse(raw));
  } catch {
    return undefined;
  }
}
