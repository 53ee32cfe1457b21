import type { LibvirtError } from '../../protocol/errors.ts';
import type { Reply } from './messages.ts';

/** What the receiver answered and nobody has waited for yet. */
export interface Answers {
  put(answer: Reply): void;
  /** The next one. */
  next(): Promise<Reply>;
  /** Whoever waits, now or later, gets this error. */
  fail(error: LibvirtError): void;
}

/** A receiver answers three times in all. */
const mostKept = 3;

export function createAnswers(): Answers {
  const kept: Reply[] = [];
  let waiting: { resolve(answer: Reply): void; reject(error: LibvirtError): void } | undefined;
  let failure: LibvirtError | undefined;
  return {
    put(answer) {
      if (waiting) waiting.resolve(answer);
      else if (kept.length < mostKept) kept.push(answer);
      waiting = undefined;
    },
    next() {
      const answer = kept.shift();
      if (answer) return Promise.resolve(answer);
      if (failure) return Promise.reject(failure);
      return new Promise((resolve, reject) => {
        waiting = { resolve, reject };
      });
    },
    fail(error) {
      failure = error;
      waiting?.reject(error);
    },
  };
}
