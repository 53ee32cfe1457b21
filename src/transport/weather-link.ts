import type { Clock } from '../clock/index.ts';
import { closedHere, cutHere, endOfFile } from './close-reason.ts';
import { closing } from './closing.ts';
import { drain } from './drain.ts';
import { inbox } from './inbox.ts';
import { lane } from './lane.ts';
import type { Link, LinkClosed } from './link.ts';
import { copyOf } from './message.ts';
import { isLost, type Passage } from './passage.ts';

export interface WeatherLinkOptions {
  readonly clock: Clock;
  readonly passage: Passage;
  /** The host whose end this is, and the other one. */
  readonly here: string;
  readonly there: string;
  /** Milliseconds that a polite close may take before this end is gone. */
  readonly closeMs: number;
}

/** Bytes on their way to this end above which the sender is slowed down; about what a socket would buffer. */
const windowBytes = 256 * 1024;

/** A link whose messages, and whose end, take as long in both directions as the weather between its hosts makes them. */
export function weatherLink(inner: Link, { clock, passage, here, there, closeMs }: WeatherLinkOptions): Link {
  const end = closing();
  const left = drain(() => outgoing.bytes);
  const outgoing = lane({ clock, passage, from: here, moved: () => left.check() });
  const incoming = lane({ clock, passage, from: there, moved: () => slowDown(incoming.bytes > windowBytes) });
  const received = inbox({ hold: incoming.stop, release: incoming.start });
  let leaving: LinkClosed | undefined;
  let innerGone = false;
  let slowed = false;

  const slowDown = (wanted: boolean) => {
    if (wanted !== slowed) inner[wanted ? 'pause' : 'resume']();
    slowed = wanted;
  };
  const forget = () => {
    if (end.over && innerGone) passage.watchers.delete(react);
  };
  const settle = (closed: LinkClosed) => {
    left.end();
    end.settle(closed);
    forget();
  };
  const settleLater = (closed: LinkClosed) => void clock.after(0, () => settle(closed));
  const leave = (closed: LinkClosed) => {
    leaving = closed;
    received.drop();
    incoming.start();
  };
  /** The other end learns of it as late as of a message. */
  const cutInner = () => {
    outgoing.clear();
    outgoing.push(0, () => inner.terminate());
  };
  const breakOff = () => {
    incoming.clear();
    outgoing.clear();
    inner.terminate();
    settleLater(leaving ?? endOfFile);
    leave(leaving ?? endOfFile);
  };
  const react = () => {
    if (passage.cut) return breakOff();
    outgoing.wake();
    incoming.wake();
  };
  const closePolitely = (closed: LinkClosed, reason: string | undefined) => {
    leave(closed);
    outgoing.push(0, () => inner.close(reason));
    const timer = clock.after(closeMs, () => {
      cutInner();
      settle(closed);
    });
    end.onClose(() => timer.cancel());
  };

  passage.watchers.add(react);
  inner.onMessage((message) => {
    if (leaving || isLost(passage, there, message)) return;
    incoming.push(Buffer.byteLength(message), () => leaving || received.push(message));
  });
  inner.onClose((closed) => {
    innerGone = true;
    forget();
    incoming.push(0, () => received.finish(() => settle(leaving ?? closed)));
  });

  return {
    peer: inner.peer,
    send(sent) {
      if (leaving || end.over) return;
      const message = copyOf(sent);
      if (isLost(passage, here, message)) return;
      outgoing.push(Buffer.byteLength(message), () => inner.send(message));
    },
    async drained(bytes) {
      await left.until(bytes);
      if (!end.over) await inner.drained(Math.max(0, bytes - outgoing.bytes));
    },
    onMessage: received.onMessage,
    pause: received.pause,
    resume: received.resume,
    onClose: end.onClose,
    close(reason) {
      if (!leaving && !end.over) closePolitely(closedHere(reason), reason);
    },
    terminate(reason) {
      if (end.over) return;
      leave(leaving ?? cutHere(reason));
      cutInner();
      settleLater(leaving ?? cutHere(reason));
    },
  };
}
