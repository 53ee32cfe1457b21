type Message = string | Uint8Array;
type Handler = (message: Message) => void;

/** Hands messages over in order: to the handler at once, or later when there is none yet or the reader pauses. */
export interface Inbox {
  /** `taken` runs when the handler has had the message. */
  push(message: Message, taken?: () => void): void;
  /** Runs `last` after the messages that are still held. */
  finish(last: () => void): void;
  onMessage(handler: Handler): void;
  pause(): void;
  resume(): void;
  /** Forgets what is held. */
  drop(): void;
}

/** `hold` asks the source of messages to stop while some are held, `release` to go on: this bounds what is held. */
export function inbox(source: { hold(): void; release(): void }): Inbox {
  const held: { message: Message; taken?: (() => void) | undefined }[] = [];
  let handler: Handler | undefined;
  let paused = false;
  let last: (() => void) | undefined;

  const handOver = () => {
    while (handler && !paused) {
      const next = held.shift();
      if (!next) return source.release();
      handler(next.message);
      next.taken?.();
    }
  };
  const flush = () => {
    handOver();
    if (held.length > 0) return;
    const then = last;
    last = undefined;
    then?.();
  };

  return {
    push(message, taken) {
      if (handler && !paused && held.length === 0) {
        handler(message);
        taken?.();
      } else {
        held.push({ message, taken });
        source.hold();
      }
    },
    finish(then) {
      last = then;
      if (held.length === 0) flush();
    },
    onMessage(receiver) {
      handler = receiver;
      queueMicrotask(flush);
    },
    pause() {
      paused = true;
      source.hold();
    },
    resume() {
      paused = false;
      queueMicrotask(flush);
    },
    drop() {
      held.splice(0);
      flush();
    },
  };
}
