import type { Clock } from '../clock/index.ts';
import { closedHere, closedThere, cutHere, endOfFile, foundTooLarge, tooLarge } from './close-reason.ts';
import { closing } from './closing.ts';
import { drain } from './drain.ts';
import { inbox } from './inbox.ts';
import type { Link, LinkClosed } from './link.ts';
import { copyOf } from './message.ts';

export interface MemoryLinkOptions {
  readonly clock: Clock;
  readonly closeMs: number;
  /** What each end calls the other, and the largest message it accepts. */
  readonly ends: readonly [MemoryEndOptions, MemoryEndOptions];
}

interface MemoryEndOptions {
  readonly peer: string;
  readonly maxMessageBytes: number;
}

export interface MemoryEnd {
  readonly link: Link;
  /** Whether the link was closed here and its end is on the way. */
  readonly leaving: boolean;
}

/** What one end of a pair can be told by the other; each call stands for something that arrives there. */
interface End extends MemoryEnd {
  arrive(message: string | Uint8Array, taken: () => void): void;
  /** The other end is gone, after what has arrived already; `answer` runs once that was noticed. */
  left(closed: LinkClosed, answer?: () => void): void;
}

/** Two ends of one connection: everything that one does reaches the other at the clock's next step, in order. */
export function memoryLinks({ clock, closeMs, ends }: MemoryLinkOptions): [MemoryEnd, MemoryEnd] {
  const wire = { clock, closeMs, cut: false };
  const first: End = memoryEnd(wire, ends[0], () => second);
  const second: End = memoryEnd(wire, ends[1], () => first);
  return [first, second];
}

interface Wire {
  readonly clock: Clock;
  readonly closeMs: number;
  /** What is still under way is lost. */
  cut: boolean;
}

function memoryEnd(wire: Wire, { peer, maxMessageBytes }: MemoryEndOptions, other: () => End): End {
  const { clock, closeMs } = wire;
  const end = closing();
  const incoming = inbox({ hold: () => undefined, release: () => undefined });
  let underWay = 0;
  const outgoing = drain(() => underWay);
  let leaving: LinkClosed | undefined;
  let deaf = false;

  const later = (action: () => void) => clock.after(0, action);
  const settle = (closed: LinkClosed) => {
    outgoing.end();
    end.settle(closed);
  };
  const leave = (closed: LinkClosed) => {
    leaving ??= closed;
    incoming.drop();
  };
  const cut = () => {
    if (end.over || !leaving) return;
    const closed = leaving;
    wire.cut = true;
    later(() => other().left(endOfFile));
    later(() => settle(closed));
  };
  const refuse = () => {
    leave(tooLarge(maxMessageBytes));
    later(() => other().left(foundTooLarge));
    later(() => settle(tooLarge(maxMessageBytes)));
  };
  const closePolitely = (closed: LinkClosed, reason: string | undefined) => {
    leave(closed);
    const timer = clock.after(closeMs, cut);
    end.onClose(() => timer.cancel());
    later(() => other().left(closedThere(reason), () => later(() => settle(closed))));
  };

  const link: Link = {
    peer,
    send(message) {
      if (leaving || deaf || end.over) return;
      const copy = copyOf(message);
      const bytes = Buffer.byteLength(copy);
      const taken = () => {
        underWay -= bytes;
        outgoing.check();
      };
      underWay += bytes;
      later(() => !wire.cut && other().arrive(copy, taken));
    },
    drained: outgoing.until,
    onMessage: incoming.onMessage,
    pause: incoming.pause,
    resume: incoming.resume,
    onClose: end.onClose,
    close(reason) {
      if (!leaving && !end.over) closePolitely(closedHere(reason), reason);
    },
    terminate(reason) {
      leave(cutHere(reason));
      cut();
    },
  };
  return {
    link,
    get leaving() {
      return leaving !== undefined;
    },
    arrive(message, taken) {
      if (leaving) taken();
      else if (Buffer.byteLength(message) > maxMessageBytes) refuse();
      else incoming.push(message, taken);
    },
    left(closed, answer) {
      if (deaf) return;
      deaf = true;
      const why = leaving ?? closed;
      incoming.finish(() => {
        settle(why);
        answer?.();
      });
    },
  };
}
