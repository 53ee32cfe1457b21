import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import type { Entry, EntryOf } from '../journal/entry.ts';
import type { Services } from '../player/index.ts';
import type { GuestNotice } from '../protocol/notices.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';

/** A guest as an event names it. */
export interface Told {
  readonly driver: DomainDriver;
  readonly name: string;
  readonly uuid: string;
  /** -1 when it is off. */
  readonly id: number;
}

/** Something that happened to a guest: a step of its life cycle, or something else. */
export type Telling = { readonly about: Told } & (
  | { readonly lifecycle: { readonly type: string; readonly detail: string } }
  | { readonly notice: GuestNotice }
);

/** Reads what there is to tell clients off a host's journal, entry by entry. */
export function tellings({ registry }: Pick<Services, 'registry'>): (entry: Entry) => readonly Telling[] {
  /** Guests that leave, as they were when Confirm began: afterwards a transient one is forgotten. */
  const leaving = new Map<string, Domain>();

  return (entry) => {
    if (entry.kind === 'state') return ofState(registry, entry);
    if (entry.kind === 'transfer') return ofTransfer(registry, entry);
    if (entry.kind === 'phase' && entry.side === 'source' && entry.phase === 'confirm') return ofConfirm(entry);
    return [];
  };

  function ofConfirm({ driver, domain: name, moment, cancelled }: EntryOf<'phase'>): readonly Telling[] {
    const domain = leaving.get(name) ?? registry.byName(driver as DomainDriver, name);
    leaving.delete(name);
    if (!domain) return [];
    if (moment === 'entered') leaving.set(name, domain);
    if (moment !== 'left' || cancelled || !domain.lastJob) return [];
    const { uuid } = domain.definition;
    const about = { driver: domain.driver, name: domain.definition.name, uuid, id: -1 };
    return [{ about, notice: completed('Outgoing migration', domain.lastJob) }];
  }
}

type Registry = Services['registry'];

function ofState(registry: Registry, entry: EntryOf<'state'>): readonly Telling[] {
  const driver = entry.driver as DomainDriver;
  const about = guestNow(registry, driver, entry.uuid, entry.domain);
  const wasWritten = entry.change === 'write' && entry.undo === undefined;
  const notices: readonly GuestNotice[] = [
    ...(entry.change === 'reset' ? [{ event: 'reboot' } as const] : []),
    ...(wasWritten ? ofSave(registry.byUuid(driver, entry.uuid)) : []),
    ...(entry.notice ? [entry.notice] : []),
  ];
  return [...(entry.event ? [{ about, lifecycle: entry.event }] : []), ...notices.map((notice) => ({ about, notice }))];
}

/** A guest that was written to a file: both rounds of that, and the end of the job (recordings of saves). */
const ofSave = (domain: Domain | undefined): readonly GuestNotice[] =>
  domain?.lastJob ? [iterated(1), iterated(2), completed(domain.lastJobOperation ?? 'Save', domain.lastJob)] : [];

const iterated = (iteration: number) => ({ event: 'migration-iteration', iteration }) as const;

type Completed = Extract<GuestNotice, { event: 'job-completed' }>;
const completed = (operation: Completed['operation'], stats: Completed['stats']): Completed => ({
  event: 'job-completed',
  operation,
  stats,
});

/** QEMU tells of an iteration as it begins; the journal has the first one's beginning, and then each one's end. */
function iterationOf({ moment, round = 0 }: EntryOf<'transfer'>): number | undefined {
  if (moment === 'started') return 1;
  return moment === 'round' && round > 1 ? round : undefined;
}

function ofTransfer(registry: Registry, entry: EntryOf<'transfer'>): readonly Telling[] {
  const iteration = iterationOf(entry);
  const driver = entry.driver as DomainDriver;
  const uuid = registry.byName(driver, entry.domain)?.definition.uuid;
  if (uuid === undefined || iteration === undefined) return [];
  return [{ about: guestNow(registry, driver, uuid, entry.domain), notice: iterated(iteration) }];
}

/** The guest as it is now: an event is told as soon as it is journaled. */
function guestNow(registry: Registry, driver: DomainDriver, uuid: string, name: string): Told {
  const status = registry.byUuid(driver, uuid)?.status;
  return { driver, name, uuid, id: status && isActive(status) ? status.id : -1 };
}
