import { onTestFinished } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import {
  type Admission,
  type ConnectOptions,
  createMemoryTransport,
  createWebSocketTransport,
  type Link,
  type LinkClosed,
  type Listener,
  type ListenOptions,
  type Transport,
} from '../../src/transport/index.ts';

/** The same bodies run against real sockets and the simulated network. */
export const arms = [
  { name: 'websocket', create: createWebSocketTransport, elsewhere: 'ws://127.0.0.1:1' },
  { name: 'memory', create: createMemoryTransport, elsewhere: 'memory://127.0.0.1:1' },
];

export type Arm = (typeof arms)[number];

export const clock = systemClock;
export const maxMessageBytes = 64 * 1024;

/** Both ends of an open link, and where it leads. */
export interface Pair {
  readonly here: Link;
  readonly there: Link;
  readonly admission: Admission;
  readonly listener: Listener;
}

/** A listener that closes when the test ends; `accepted` gives its links in order of arrival. */
export async function listening(transport: Transport, options: Partial<ListenOptions> = {}) {
  const links: { link: Link; admission: Admission }[] = [];
  const listener = await transport.listen({
    at: { address: '127.0.0.1', port: 0 },
    maxMessageBytes,
    refuse: () => undefined,
    onLink: (link, admission) => void links.push({ link, admission }),
    ...options,
  });
  onTestFinished(() => listener.close());
  return { listener, links };
}

/** Opens one link through the transport. */
export async function pair(
  transport: Transport,
  listen: Partial<ListenOptions> = {},
  connect: Partial<ConnectOptions> = {},
): Promise<Pair> {
  const { listener, links } = await listening(transport, listen);
  const here = await transport.connect(listener.url, { maxMessageBytes, ...connect });
  const admission = links[0]?.admission as Admission;
  return { here, there: first(links), admission, listener };
}

/** The link that came first. */
export function first(links: readonly { link: Link }[]): Link {
  const link = links[0]?.link;
  if (!link) throw new Error('the listener has no link although the peer has one');
  return link;
}

/** Resolves with the first `count` messages of a link. */
export function messages(link: Link, count: number): Promise<(string | Uint8Array)[]> {
  const received: (string | Uint8Array)[] = [];
  return new Promise((resolve) => {
    link.onMessage((message) => {
      received.push(message);
      if (received.length === count) resolve(received);
    });
  });
}

export const closed = (link: Link) => new Promise<LinkClosed>((resolve) => link.onClose(resolve));

/** Lets everything that is ready happen. */
export const turns = async (count: number) => {
  for (let n = 0; n < count; n += 1) await new Promise((resolve) => setImmediate(resolve));
};
