import type { Link, MessageSink } from '../../transport/link.ts';

/** Lets what comes over several links in, frame by frame in the order in which the frames were sent. */
export interface Turns {
  /** From the next frame on, frames come over these links in turn. */
  widen(links: readonly Link[]): void;
  /** What to do with the bytes of a link. */
  sinkOf(link: Link): MessageSink;
}

/** `into` gets the frames, one after the other. */
export function createTurns(link: Link, into: MessageSink): Turns {
  const held = new Map<Link, (() => void)[]>();
  let links: readonly Link[] = [link];
  let ended = 0;
  const turn = () => links[ended % links.length];

  const passOn = () => {
    for (let next = take(held, turn()); next; next = take(held, turn())) next();
    const now = turn();
    if (now && held.delete(now)) now.resume();
  };
  const hold = (one: Link, later: () => void) => {
    const queue = held.get(one) ?? [];
    queue.push(later);
    held.set(one, queue);
    one.pause();
  };
  const endOfFrame = () => {
    ended += 1;
    into.end();
  };
  return {
    widen(more) {
      links = more;
    },
    sinkOf: (one) => ({
      take(bytes) {
        if (turn() === one && !held.has(one)) return into.take(bytes);
        const copy = new Uint8Array(bytes);
        hold(one, () => into.take(copy));
      },
      end() {
        if (turn() !== one || held.has(one)) return hold(one, endOfFrame);
        endOfFrame();
        if (links.length > 1) passOn();
      },
    }),
  };
}

const take = (held: Map<Link, (() => void)[]>, link: Link | undefined) => (link ? held.get(link)?.shift() : undefined);
