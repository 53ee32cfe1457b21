import type { LinkClosed } from './link.ts';

/** The end of a link: it happens once, and whoever asks later is told at once. */
export interface Closing {
  readonly over: boolean;
  /** The first call counts. */
  settle(closed: LinkClosed): void;
  onClose(handler: (closed: LinkClosed) => void): void;
}

export function closing(): Closing {
  const handlers: ((closed: LinkClosed) => void)[] = [];
  let outcome: LinkClosed | undefined;
  return {
    get over() {
      return outcome !== undefined;
    },
    settle(closed) {
      if (outcome) return;
      outcome = closed;
      for (const handler of handlers) handler(closed);
    },
    onClose(handler) {
      if (outcome) handler(outcome);
      else handlers.push(handler);
    },
  };
}
