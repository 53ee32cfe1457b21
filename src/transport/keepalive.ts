import type { Clock, Timer } from '../clock/index.ts';
import type { Link } from './link.ts';

export interface KeepaliveOptions {
  readonly clock: Clock;
  /** Sends an envelope of that kind over the link. */
  readonly send: (kind: 'ping' | 'pong') => void;
  /** Seconds without a message before the peer is asked; 5 by default. 0 or less: it is never asked. */
  readonly intervalSeconds?: number;
  /** Questions that may stay unanswered; 5 by default. The link is cut after (count + 1) intervals of silence. */
  readonly count?: number;
}

export interface Keepalive {
  /** To be told the kind of every message that arrives; true when that was keepalive's own and needs nothing more. */
  heard(kind: string): boolean;
  /** While the peer is not read its silence means nothing. */
  excuse(isSilent: boolean): void;
  /** Asks no more. */
  stop(): void;
}

/** Notices a peer that is gone without a word, as virKeepAliveTimer does; any message counts as a sign of life. */
export function keepalive(link: Pick<Link, 'onClose' | 'terminate'>, options: KeepaliveOptions): Keepalive {
  const { clock, send, intervalSeconds = 5, count = 5 } = options;
  let countToDeath = count;
  let timer: Timer | undefined;
  let stopped = intervalSeconds <= 0;
  let excused = false;

  const wait = () => {
    timer?.cancel();
    if (!stopped) timer = clock.after(intervalSeconds * 1000, askNext);
  };
  // This process may have stood still: what came meanwhile is read first, for it would be lost with the connection.
  const askNext = () => {
    timer = clock.after(0, ask);
  };
  const ask = () => {
    if (countToDeath === 0 && !excused) return link.terminate('connection closed due to keepalive timeout');
    // Asked all the same: where nobody is there any more, that is how it is noticed.
    if (!excused) countToDeath -= 1;
    send('ping');
    wait();
  };
  const stop = () => {
    stopped = true;
    timer?.cancel();
  };

  wait();
  link.onClose(stop);
  return {
    heard(kind) {
      countToDeath = count;
      wait();
      if (kind === 'ping') send('pong');
      return kind === 'ping' || kind === 'pong';
    },
    excuse(isSilent) {
      excused = isSilent;
      countToDeath = count;
    },
    stop,
  };
}
