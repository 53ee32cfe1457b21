import type { Clock, Timer } from '../clock/index.ts';
import { arrival, type Passage } from './passage.ts';

/** One direction of a link under weather: what goes in comes out in order, as late as the network makes it. */
export interface Lane {
  /** `deliver` runs when the `bytes` have come over. */
  push(bytes: number, deliver: () => void): void;
  /** Bytes that have not come over yet. */
  readonly bytes: number;
  /** To be called when the weather changed. */
  wake(): void;
  /** The receiver wants nothing for now, or again. */
  stop(): void;
  start(): void;
  /** Loses what is under way. */
  clear(): void;
}

export interface LaneOptions {
  readonly clock: Clock;
  readonly passage: Passage;
  /** The sending host. */
  readonly from: string;
  /** Runs after something came out. */
  readonly moved: () => void;
}

export function lane({ clock, passage, from, moved }: LaneOptions): Lane {
  const queue: { readonly due: number; readonly bytes: number; readonly deliver: () => void }[] = [];
  let bytes = 0;
  let stopped = false;
  let running = false;
  let timer: Timer | undefined;
  const isOpen = () => !stopped && !passage.held;

  const deliverDue = () => {
    for (let next = queue[0]; next && isOpen() && next.due <= clock.monotonic(); next = queue[0]) {
      queue.shift();
      bytes -= next.bytes;
      next.deliver();
    }
  };
  const run = () => {
    // What is delivered may well send something: it waits for its turn.
    if (running) return;
    running = true;
    try {
      deliverDue();
    } finally {
      running = false;
    }
    timer?.cancel();
    const next = queue[0];
    timer = next && isOpen() ? clock.after(next.due - clock.monotonic(), run) : undefined;
    moved();
  };

  return {
    get bytes() {
      return bytes;
    },
    push(size, deliver) {
      const due = Math.max(queue.at(-1)?.due ?? 0, arrival(passage, from, size, clock.monotonic()));
      bytes += size;
      queue.push({ due, bytes: size, deliver });
      run();
    },
    wake: run,
    stop() {
      stopped = true;
    },
    start() {
      stopped = false;
      run();
    },
    clear() {
      queue.splice(0);
      bytes = 0;
    },
  };
}
