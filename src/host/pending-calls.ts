import { type ErrorValue, LibvirtError, ProtocolError } from '../protocol/errors.ts';
import { type CallName, calls } from '../protocol/messages.ts';

/** Calls that were made and not yet answered. */
export interface PendingCalls {
  /** Notes a call; the promise settles with its answer. */
  add<T>(name: CallName): { readonly id: number; readonly answer: Promise<T> };
  replied(id: number, result: unknown): void;
  refused(id: number, error: ErrorValue): void;
  /** Fails all of them: the connection is gone. */
  fail(error: Error): void;
}

interface Waiting {
  readonly name: CallName;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

export function createPendingCalls(): PendingCalls {
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  const take = (id: number) => {
    const entry = waiting.get(id);
    waiting.delete(id);
    return entry;
  };
  return {
    add<T>(name: CallName) {
      const id = ++lastId;
      const answer = new Promise<T>((resolve, reject) => {
        waiting.set(id, { name, resolve: resolve as (result: unknown) => void, reject });
      });
      return { id, answer };
    },
    replied(id, result) {
      const entry = take(id);
      const parsed = entry && calls[entry.name].result.safeParse(result);
      if (parsed?.success) entry?.resolve(parsed.data);
      else entry?.reject(wrongShape(entry.name));
    },
    refused: (id, error) => take(id)?.reject(LibvirtError.from(error)),
    fail(error) {
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    },
  };
}

const wrongShape = (name: CallName) =>
  new ProtocolError('HOOKLAB_BAD_MESSAGE', `the host's answer to ${name} has the wrong shape`);
