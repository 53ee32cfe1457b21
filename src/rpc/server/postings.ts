import type { Telling } from '../../host/tellings.ts';
import { type DomainDriver, lifecycleEvents } from '../../protocol/vocabulary.ts';
import { messages } from '../procedures/messages.ts';
import type { DomainValue } from '../types/common.ts';
import { noticeKinds, postNotice } from './notices.ts';
import type { Post } from './post.ts';

/** Something that happened to a guest, as the message that tells a client of it. */
export interface Posting {
  readonly driver: DomainDriver;
  /** virDomainEventID. */
  readonly kind: number;
  readonly dom: DomainValue;
  readonly toCallback: (post: Post, callbackId: number) => void;
  /** For connections that know no callbacks; newer kinds have no such message. */
  readonly toOld?: (post: Post) => void;
}

/** VIR_DOMAIN_EVENT_ID_LIFECYCLE. */
export const lifecycleKind = 0;

/** The message for what happened, once it is told. */
export function postingOf(telling: Telling): Posting {
  const { driver, ...dom } = telling.about;
  if ('lifecycle' in telling) return lifecycle(driver, dom, telling.lifecycle);
  const { notice } = telling;
  return {
    ...{ driver, kind: noticeKinds[notice.event], dom },
    toCallback: (post, callbackId) => postNotice(post, callbackId, dom, notice),
    ...(notice.event === 'reboot' && { toOld: (post: Post) => post(messages.DomainEventReboot, { dom }) }),
  };
}

function lifecycle(
  driver: DomainDriver,
  dom: DomainValue,
  { type, detail }: { type: string; detail: string },
): Posting {
  const details = lifecycleEvents[type as keyof typeof lifecycleEvents] as readonly string[];
  const told = { dom, event: Object.keys(lifecycleEvents).indexOf(type), detail: details.indexOf(detail) };
  return {
    ...{ driver, kind: lifecycleKind, dom },
    toCallback: (post, callbackId) => post(messages.DomainEventCallbackLifecycle, { callbackId, ...told }),
    toOld: (post) => post(messages.DomainEventLifecycle, told),
  };
}
