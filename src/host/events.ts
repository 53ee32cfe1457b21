import type { Journal } from '../journal/index.ts';
import type { Services } from '../player/index.ts';
import type { EventNotice } from '../protocol/messages.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import { type Telling, type Told, tellings } from './tellings.ts';

/** Which events a client wants; everything when nothing is named. */
export interface EventFilter {
  readonly driver?: DomainDriver;
  /** The domain's uuid. */
  readonly domain?: string;
}

/** Reads events off the host's journal, from now on, until the signal. */
export async function sendEvents(
  services: Pick<Services, 'journal' | 'registry'>,
  filter: EventFilter,
  signal: AbortSignal,
  send: (event: EventNotice) => void,
): Promise<void> {
  const tellingsOf = tellings(services);
  for await (const entry of fromNow(services.journal, signal))
    for (const telling of tellingsOf(entry)) if (matches(telling.about, filter)) send(noticeOf(telling, entry.at));
}

const fromNow = (journal: Journal, signal: AbortSignal) => journal.follow(journal.known()[journal.host] ?? 0, signal);

const matches = ({ driver, uuid }: Told, filter: EventFilter) =>
  (!filter.driver || filter.driver === driver) && (!filter.domain || filter.domain === uuid);

function noticeOf(telling: Telling, at: number): EventNotice {
  const { driver, name, uuid } = telling.about;
  const whose = { driver, domain: name, uuid, at };
  return 'notice' in telling
    ? { ...whose, event: telling.notice.event, detail: '', notice: telling.notice }
    : { ...whose, event: telling.lifecycle.type, detail: telling.lifecycle.detail };
}
