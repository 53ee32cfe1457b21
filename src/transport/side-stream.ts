import type { Link } from './link.ts';
import type { Sendable } from './message.ts';

/** The binary messages of a link whose text is somebody else's: what a tunnel goes through. */
export interface SideStream {
  send(message: Sendable): void;
  drained(bytes: number): Promise<void>;
  /** While the handler works on one message, the whole link waits. */
  onMessage(handler: (message: Uint8Array) => Promise<void>): void;
}

/** The side stream of a link, and where its owner puts the binary messages that come in. */
export function createSideStream(link: Link): { readonly stream: SideStream; take(message: Uint8Array): void } {
  let handler: ((message: Uint8Array) => Promise<void>) | undefined;
  return {
    stream: {
      send: link.send,
      drained: link.drained,
      onMessage(receiver) {
        handler = receiver;
      },
    },
    take(message) {
      const taken = handler?.(message);
      if (!taken) return;
      link.pause();
      void taken.finally(link.resume);
    },
  };
}

/** Bytes that may wait to leave before more is taken in. */
const waitingBytes = 4 * 1024 * 1024;
const nothing = new Uint8Array();

/** First byte of a message in a tunnel: what it was. An empty message says that the link is gone. */
const wasText = Uint8Array.of(0);
const wasBinary = Uint8Array.of(1);

const wrapped = (message: string | Uint8Array): Sendable =>
  typeof message === 'string' ? [wasText, Buffer.from(message)] : [wasBinary, message];

function unwrapped(message: Uint8Array): string | Uint8Array {
  const content = message.subarray(1);
  return message[0] === 0 ? Buffer.from(content).toString('utf8') : content;
}

/** Joins a link and a side stream until either ends. */
export function relay(link: Link, stream: SideStream): { take(message: Uint8Array): Promise<void> } {
  let over = false;
  link.onMessage((message) => {
    stream.send(wrapped(message));
    link.pause();
    void stream.drained(waitingBytes).then(link.resume);
  });
  link.onClose(() => {
    if (!over) stream.send(nothing);
    over = true;
  });
  const take = async (message: Uint8Array) => {
    if (over) return;
    over = message.length === 0;
    if (over) return link.close();
    link.send(unwrapped(message));
    await link.drained(waitingBytes);
  };
  stream.onMessage(take);
  return { take };
}
