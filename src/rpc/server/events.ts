import type { Inside } from '../../host/door.ts';
import { tellings } from '../../host/tellings.ts';
import { LibvirtError } from '../../protocol/errors.ts';
import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { Post } from './post.ts';
import { type Posting, postingOf } from './postings.ts';

/** What a client wants to hear of; of every guest of its driver, unless it names one. */
export interface Wish {
  readonly driver: DomainDriver;
  /** virDomainEventID. */
  readonly kind: number;
  /** The guest's uuid. */
  readonly guest?: string | undefined;
}

/** The events one connection has asked for. */
export interface EventRegistrations {
  /** Events of their own for one callback. Returns its number. @throws LibvirtError for a kind that nobody knows. */
  register(wish: Wish): number;
  /** @throws LibvirtError when there is no such callback. */
  deregister(callback: number): void;
  /** Events of old: once for the connection, without a number. Return how many of that kind it has now. */
  registerOld(wish: Wish): number;
  deregisterOld(kind: number): number;
  /** Nothing is told any more. */
  stop(): void;
}

/** VIR_DOMAIN_EVENT_ID_LAST of the newest release. */
const kinds = 28;

export function createEvents({ services }: Inside, post: Post): EventRegistrations {
  const callbacks = new Map<number, Wish>();
  const old = new Map<number, Wish>();
  const ended = new AbortController();
  let next = 0;
  let following = false;

  function tell(posting: Posting) {
    for (const [callbackId, wish] of callbacks) if (isWanted(wish, posting)) posting.toCallback(post, callbackId);
    for (const wish of old.values()) if (isWanted(wish, posting)) posting.toOld?.(post);
  }
  async function follow() {
    if (following) return;
    following = true;
    const { journal } = services;
    const tellingsOf = tellings(services);
    for await (const entry of journal.follow(journal.known()[journal.host] ?? 0, ended.signal))
      for (const telling of tellingsOf(entry)) tell(postingOf(telling));
  }
  return {
    register(wish) {
      checkKind(wish.kind);
      void follow();
      callbacks.set(next, wish);
      return next++;
    },
    deregister(callback) {
      if (!callbacks.delete(callback)) throw failed(`domain event callback ${callback} not registered`);
    },
    registerOld(wish) {
      checkKind(wish.kind);
      if (old.has(wish.kind)) throw failed(`domain event ${wish.kind} already registered`);
      void follow();
      old.set(wish.kind, wish);
      return 1;
    },
    deregisterOld(kind) {
      checkKind(kind);
      if (!old.delete(kind)) throw failed(`domain event ${kind} not registered`);
      return 0;
    },
    stop: () => ended.abort(),
  };
}

const isWanted = (wish: Wish, { driver, kind, dom }: Posting) =>
  wish.kind === kind && wish.driver === driver && (wish.guest === undefined || wish.guest === dom.uuid);

function checkKind(kind: number): void {
  if (kind < 0 || kind >= kinds) throw failed(`unsupported event ID ${kind}`);
}

const failed = (text: string) => new LibvirtError('internal error', text, 'rpc');
