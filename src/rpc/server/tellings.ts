import type { Domain } from '../../domain/domain.ts';
import { isActive } from '../../domain/status.ts';
import type { Entry, EntryOf } from '../../journal/entry.ts';
import type { Services } from '../../player/index.ts';
import type { GuestNotice } from '../../protocol/notices.ts';
import { type DomainDriver, lifecycleEvents } from '../../protocol/vocabulary.ts';
import { type Message, messages } from '../procedures/messages.ts';
import type { DomainValue } from '../types/common.ts';
import { jobParameters } from './job-parameters.ts';
import { noticeKinds, postNotice } from './notices.ts';

/** Sends one message. */
export type Post = <V>(message: Message<V>, value: V) => void;

/** Something that happened to a guest, as the message that tells a client of it. */
export interface Told {
  readonly driver: DomainDriver;
  /** virDomainEventID. */
  readonly kind: number;
  readonly dom: DomainValue;
  readonly toCallback: (post: Post, callbackId: number) => void;
  /** For connections that know no callbacks; newer kinds have no such message. */
  readonly toOld?: (post: Post) => void;
}

/** virDomainEventID of what hooklab's guests tell. */
export const eventKinds = { lifecycle: 0, reboot: 1, migrationIteration: 20, jobCompleted: 21 } as const;

/** Reads what there is to tell off a host's journal, entry by entry. */
export function tellings({ registry }: Services): (entry: Entry) => readonly Told[] {
  /** Guests that leave, as they were when Confirm began: afterwards a transient one is forgotten. */
  const leaving = new Map<string, Domain>();

  return (entry) => {
    if (entry.kind === 'state') return ofState(registry, entry);
    if (entry.kind === 'transfer') return ofTransfer(registry, entry);
    if (entry.kind === 'phase' && entry.side === 'source' && entry.phase === 'confirm') return ofConfirm(entry);
    return [];
  };

  function ofConfirm({ driver, domain: name, moment, cancelled }: EntryOf<'phase'>): readonly Told[] {
    const domain = leaving.get(name) ?? registry.byName(driver as DomainDriver, name);
    leaving.delete(name);
    if (!domain) return [];
    if (moment === 'entered') leaving.set(name, domain);
    if (moment !== 'left' || cancelled || !domain.lastJob) return [];
    const about = { driver: domain.driver, dom: { ...domain.definition, id: -1 } };
    return [completed(about, 'Outgoing migration', domain.lastJob)];
  }
}

type Registry = Services['registry'];

function ofState(registry: Registry, entry: EntryOf<'state'>): readonly Told[] {
  const driver = entry.driver as DomainDriver;
  const dom = domainNow(registry, driver, entry.uuid, entry.domain);
  return [
    ...(entry.event ? [lifecycle(driver, dom, entry.event)] : []),
    ...(entry.change === 'reset' ? [reboot(driver, dom)] : []),
    ...(entry.change === 'write' && entry.undo === undefined ? ofSave(registry.byUuid(driver, entry.uuid), dom) : []),
    ...(entry.notice ? [noticed(driver, dom, entry.notice)] : []),
  ];
}

function lifecycle(driver: DomainDriver, dom: DomainValue, { type, detail }: { type: string; detail: string }): Told {
  const details = lifecycleEvents[type as keyof typeof lifecycleEvents] as readonly string[];
  const told = { dom, event: Object.keys(lifecycleEvents).indexOf(type), detail: details.indexOf(detail) };
  return {
    ...{ driver, kind: eventKinds.lifecycle, dom },
    toCallback: (post, callbackId) => post(messages.DomainEventCallbackLifecycle, { callbackId, ...told }),
    toOld: (post) => post(messages.DomainEventLifecycle, told),
  };
}

const reboot = (driver: DomainDriver, dom: DomainValue): Told => ({
  ...{ driver, kind: eventKinds.reboot, dom },
  toCallback: (post, callbackId) => post(messages.DomainEventCallbackReboot, { callbackId, dom }),
  toOld: (post) => post(messages.DomainEventReboot, { dom }),
});

const noticed = (driver: DomainDriver, dom: DomainValue, notice: GuestNotice): Told => ({
  ...{ driver, kind: noticeKinds[notice.event], dom },
  toCallback: (post, callbackId) => postNotice(post, callbackId, dom, notice),
});

/** A guest that was written to a file: both rounds of that, and the end of the job (recordings of saves). */
function ofSave(domain: Domain | undefined, dom: DomainValue): readonly Told[] {
  if (!domain?.lastJob) return [];
  const about = { driver: domain.driver, dom };
  return [iterated(about, 1), iterated(about, 2), completed(about, domain.lastJobOperation ?? 'Save', domain.lastJob)];
}

type About = Pick<Told, 'driver' | 'dom'>;

const iterated = (about: About, iteration: number): Told => ({
  ...about,
  kind: eventKinds.migrationIteration,
  toCallback: (post, callbackId) =>
    post(messages.DomainEventCallbackMigrationIteration, { callbackId, dom: about.dom, iteration }),
});

function completed(about: About, operation: string, stats: Readonly<Record<string, number>>): Told {
  const params = jobParameters(operation, stats);
  return {
    ...about,
    kind: eventKinds.jobCompleted,
    toCallback: (post, callbackId) =>
      post(messages.DomainEventCallbackJobCompleted, { callbackId, dom: about.dom, params }),
  };
}

/** QEMU tells of an iteration as it begins; the journal has the first one's beginning, and then each one's end. */
function iterationOf({ moment, round = 0 }: EntryOf<'transfer'>): number | undefined {
  if (moment === 'started') return 1;
  return moment === 'round' && round > 1 ? round : undefined;
}

function ofTransfer(registry: Registry, entry: EntryOf<'transfer'>): readonly Told[] {
  const iteration = iterationOf(entry);
  const driver = entry.driver as DomainDriver;
  const uuid = registry.byName(driver, entry.domain)?.definition.uuid;
  if (uuid === undefined || iteration === undefined) return [];
  const dom = domainNow(registry, driver, uuid, entry.domain);
  return [iterated({ driver, dom }, iteration)];
}

/** The guest as it is now: an event is told as soon as it is journaled. */
function domainNow(registry: Registry, driver: DomainDriver, uuid: string, name: string): DomainValue {
  const status = registry.byUuid(driver, uuid)?.status;
  return { name, uuid, id: status && isActive(status) ? status.id : -1 };
}
