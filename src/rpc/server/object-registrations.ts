import { LibvirtError } from '../../protocol/errors.ts';
import type { Announcements, ObjectKind } from './announcements.ts';
import type { Post } from './post.ts';

/** The events of networks, storage pools, node devices and secrets that one connection has asked for. */
export interface ObjectRegistrations {
  /** Of one object, or of all. Returns the callback's number. @throws LibvirtError for an event that its kind has not. */
  register(kind: ObjectKind, event: number, key: string | undefined): number;
  /** @throws LibvirtError when there is no such callback. */
  deregister(kind: ObjectKind, callback: number): void;
  /** Nothing is told any more. */
  stop(): void;
}

/** How many events a kind has, VIR_NETWORK_EVENT_ID_LAST and its like. */
const eventCounts: Readonly<Record<ObjectKind, number>> = {
  network: 1,
  'storage pool': 2,
  'node device': 2,
  secret: 2,
};

export function createObjectRegistrations(announcements: Announcements, post: Post): ObjectRegistrations {
  const callbacks = new Map<number, { readonly kind: ObjectKind; readonly event: number; readonly key?: string }>();
  let next = 0;
  const stop = announcements.follow(({ kind, event, key, toCallback }) => {
    for (const [id, wish] of callbacks)
      if (wish.kind === kind && wish.event === event && (wish.key ?? key) === key) toCallback(post, id);
  });
  return {
    stop,
    register(kind, event, key) {
      if (event < 0 || event >= eventCounts[kind]) throw failed(`unsupported ${kind} event ID ${event}`);
      callbacks.set(next, { kind, event, ...(key !== undefined && { key }) });
      return next++;
    },
    deregister(kind, callback) {
      if (callbacks.get(callback)?.kind !== kind) throw failed(`${kind} event callback ${callback} not registered`);
      callbacks.delete(callback);
    },
  };
}

const failed = (text: string) => new LibvirtError('internal error', text, 'rpc');
