import type { Entry, EntryOf } from '../journal/entry.ts';
import type { Journal } from '../journal/index.ts';
import type { EventNotice } from '../protocol/messages.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';

/** Which events a client wants; everything when nothing is named. */
export interface EventFilter {
  readonly driver?: DomainDriver;
  /** The domain's uuid. */
  readonly domain?: string;
}

/** Reads lifecycle events off the journal, from now on, until the signal. */
export async function sendEvents(
  journal: Journal,
  filter: EventFilter,
  signal: AbortSignal,
  send: (event: EventNotice) => void,
): Promise<void> {
  for await (const entry of journal.follow(journal.known()[journal.host] ?? 0, signal))
    if (isEvent(entry) && matches(entry, filter)) send(noticeOf(entry));
}

type Announced = EntryOf<'state'> & { readonly event: NonNullable<EntryOf<'state'>['event']> };

const isEvent = (entry: Entry): entry is Announced => entry.kind === 'state' && entry.event !== undefined;
const matches = ({ driver, uuid }: Announced, filter: EventFilter) =>
  (!filter.driver || filter.driver === driver) && (!filter.domain || filter.domain === uuid);

const noticeOf = ({ driver, domain, uuid, event, at }: Announced): EventNotice => ({
  driver: driver as DomainDriver,
  domain,
  uuid,
  event: event.type,
  detail: event.detail,
  at,
});
