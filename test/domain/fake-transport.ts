import type { Clock } from '../../src/clock/index.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';
import type { Link, LinkClosed, ListenOptions, Transport } from '../../src/transport/link.ts';
import { copyOf } from '../../src/transport/message.ts';

type Message = string | Uint8Array;

export interface FakeTransportOptions {
  readonly clock: Clock;
  /** How fast messages leave; at once unless given. */
  readonly bytesPerMs?: number;
  /** What arrives instead of each message that the connecting end sends; nothing loses it. */
  readonly tamper?: (message: Message, index: number) => readonly Message[];
}

export interface FakeTransport extends Transport {
  /** Most bytes that ever waited to leave on one link. */
  readonly mostWaiting: () => number;
  /** Cuts every link. */
  cut(): void;
}

/** Links in memory that tests can slow down, tamper with and cut. */
export function fakeTransport({
  clock,
  bytesPerMs = Number.POSITIVE_INFINITY,
  tamper,
}: FakeTransportOptions): FakeTransport {
  const listening = new Map<string, ListenOptions>();
  const ends: End[] = [];
  let most = 0;
  let nextPort = 50_000;
  const makeEnd = (tampering: FakeTransportOptions['tamper']) => {
    const end = createEnd({
      clock,
      bytesPerMs,
      tamper: tampering,
      note: (waiting) => (most = Math.max(most, waiting)),
    });
    ends.push(end);
    return end;
  };
  return {
    async listen(options) {
      const at = 'port' in options.at ? options.at : { address: 'none', port: 0 };
      const key = `${at.port || nextPort++}`;
      if (listening.has(key)) throw inUse(key);
      listening.set(key, options);
      const own: Link[] = [];
      const entry: ListenOptions = {
        ...options,
        onLink(link, admission) {
          own.push(link);
          options.onLink(link, admission);
        },
      };
      listening.set(key, entry);
      return {
        url: `ws://${at.address}:${key}`,
        async close() {
          if (listening.get(key) === entry) listening.delete(key);
          for (const link of own) link.terminate();
        },
      };
    },
    async connect(url, { token, signal }) {
      const { port, searchParams, pathname } = new URL(url);
      const door = listening.get(port);
      if (!door)
        throw new LibvirtError('system error', `unable to connect to server at '${port}': Connection refused`, 'rpc');
      const admission = {
        token: token ?? searchParams.get('token') ?? undefined,
        path: pathname,
        remoteAddress: 'fake',
      };
      const refusal = door.refuse(admission);
      if (refusal) throw new LibvirtError('authentication failed', refusal, 'rpc');
      if (signal?.aborted) throw new LibvirtError('operation aborted', 'canceled by client', 'rpc');
      const [here, there] = [makeEnd(tamper), makeEnd(undefined)];
      here.join(there);
      there.join(here);
      door.onLink(there.link, admission);
      return here.link;
    },
    mostWaiting: () => most,
    cut: () => {
      for (const end of ends) end.link.terminate();
    },
  };
}

const inUse = (port: string) =>
  Object.assign(new LibvirtError('system error', `Unable to bind to port '${port}': Address already in use`, 'rpc'), {
    cause: Object.assign(new Error('EADDRINUSE'), { code: 'EADDRINUSE' }),
  });

interface End {
  readonly link: Link;
  join(other: End): void;
  take(message: Message): void;
  over(closed: LinkClosed): void;
}

interface EndOptions extends FakeTransportOptions {
  readonly bytesPerMs: number;
  readonly note: (waiting: number) => void;
}

function createEnd({ clock, bytesPerMs, tamper, note }: EndOptions): End {
  let other: End | undefined;
  let handler: ((message: Message) => void) | undefined;
  let closed: LinkClosed | undefined;
  const closers: ((closed: LinkClosed) => void)[] = [];
  const arrived: Message[] = [];
  const queue: Message[] = [];
  const waiters: { bytes: number; resolve: () => void }[] = [];
  let count = 0;
  let pumping = false;
  let ending = false;

  const waiting = () => queue.reduce((sum, { length }) => sum + length, 0);
  const wake = () => {
    for (const waiter of waiters.splice(0)) {
      if (closed || waiting() <= waiter.bytes) waiter.resolve();
      else waiters.push(waiter);
    }
  };
  const deliver = () => {
    const message = queue.shift();
    pumping = false;
    if (closed || message === undefined) return;
    for (const real of tamper ? tamper(message, count++) : [message]) other?.take(real);
    wake();
    pump();
  };
  const pump = () => {
    const first = queue[0];
    if (pumping || closed) return;
    if (first === undefined) return ending ? shut({ clean: true, reason: 'closed' }) : undefined;
    pumping = true;
    if (bytesPerMs === Number.POSITIVE_INFINITY) queueMicrotask(deliver);
    else clock.after(first.length / bytesPerMs, deliver);
  };
  const shut = (why: LinkClosed) => {
    self.over(why);
    other?.over(why);
  };
  const self: End = {
    join: (end) => {
      other = end;
    },
    take(message) {
      if (closed) return;
      if (handler) handler(message);
      else arrived.push(message);
    },
    over(why) {
      if (closed) return;
      closed = why;
      wake();
      queueMicrotask(() => {
        for (const closer of closers) closer(why);
      });
    },
    link: {
      peer: 'fake',
      send(message) {
        if (closed || ending) return;
        queue.push(copyOf(message));
        note(waiting());
        pump();
      },
      drained: (bytes) =>
        new Promise((resolve) => {
          waiters.push({ bytes, resolve });
          wake();
        }),
      onMessage(next) {
        handler = next;
        for (const message of arrived.splice(0)) next(message);
      },
      pause() {},
      resume() {},
      onClose: (closer) => (closed ? closer(closed) : void closers.push(closer)),
      close() {
        ending = true;
        pump();
      },
      terminate: () => shut({ clean: false, reason: 'cut' }),
    },
  };
  return self;
}
