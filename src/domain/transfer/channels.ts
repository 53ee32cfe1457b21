import type { Link } from '../../transport/link.ts';
import { createUnderway } from './underway.ts';

/**
 * The links that a stream's frames go over: one, or several in turn (QEMU's multifd). Which one a frame takes follows
 * from its sequence number, so that a receiver knows where the next one must come.
 */
export interface Channels {
  /** Memory of at least so many bytes for the next frame. */
  buffer(bytes: number): Buffer;
  /** Sends a frame in its pieces, and waits until little enough is in flight; `left` is called once it has left. */
  send(pieces: readonly Uint8Array[], left?: () => void): Promise<void>;
  /** From the next frame on, frames go over these links. */
  widen(links: readonly Link[]): void;
  /** From now on at most 512 KiB wait to leave, so that what is sent next leaves soon. */
  hurry(): void;
  /** Resolves when everything has left. */
  drained(): Promise<void>;
  terminate(): void;
  /** Closes politely. */
  close(): void;
}

/** Bytes that may wait to leave before the next frame is made; with that frame it is about 4 MiB at most. */
const inFlightBytes = 3 * 1024 * 1024;
const hurriedBytes = 256 * 1024;

/** All frames go over the one link until there are more. */
export function createChannels(link: Link): Channels {
  const all = [link];
  let turns = [channel(link, inFlightBytes)];
  let sent = 0;
  let most = Number.POSITIVE_INFINITY;
  const next = () => turns[sent % turns.length] as Channel;
  const letGo = () => {
    for (const { underway } of turns) underway.over();
  };
  return {
    buffer: (bytes) => next().underway.buffer(bytes),
    async send(pieces, left) {
      const { link, underway, inFlight } = next();
      sent += 1;
      link.send(pieces);
      underway.sent(
        pieces.reduce((sum, { length }) => sum + length, 0),
        left,
      );
      await link.drained(Math.min(inFlight, most));
    },
    widen(links) {
      all.push(...links);
      turns = links.map((one) => channel(one, inFlightBytes / links.length));
    },
    hurry() {
      most = hurriedBytes;
    },
    drained: async () => void (await Promise.all(all.map((one) => one.drained(0)))),
    terminate() {
      for (const one of all) one.terminate();
      letGo();
    },
    close() {
      letGo();
      for (const one of all) one.close();
    },
  };
}

type Channel = ReturnType<typeof channel>;
const channel = (link: Link, inFlight: number) => ({ link, inFlight, underway: createUnderway(inFlight) });
