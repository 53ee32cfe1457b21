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

/** Reads events off the journal, from now on, until the signal. */
export async function sendEvents(
  journal: Journal,
  filter: EventFilter,
  signal: AbortSignal,
  send: (event: EventNotice) => void,
): Promise<void> {
  for await (const entry of journal.follow(journal.known()[journal.host] ?? 0, signal))
    if (isEvent(entry) && matches(entry, filter)) send(noticeOf(entry));
}

type Announced = EntryOf<'state'> & Required<Pick<EntryOf<'state'>, 'event'>>;
type Noticed = EntryOf<'state'> & Required<Pick<EntryOf<'state'>, 'notice'>>;

const isEvent = (entry: Entry): entry is Announced | Noticed =>
  entry.kind === 'state' && (entry.event !== undefined || entry.notice !== undefined);
const matches = ({ driver, uuid }: EntryOf<'state'>, filter: EventFilter) =>
  (!filter.driver || filter.driver === driver) && (!filter.domain || filter.domain === uuid);

const noticeOf = ({ driver, domain, uuid, event, notice, at }: Announced | Noticed): EventNotice => ({
  ...{ driver: driver as DomainDriver, domain, uuid, at },
  ...{ event: event?.type ?? notice?.event ?? '', detail: event?.detail ?? '' },
  ...(notice && { notice }),
});
