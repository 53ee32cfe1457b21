import type { DestinationRole } from '../destination/index.ts';
import type { Domain } from '../domain/domain.ts';
import { isActive } from '../domain/status.ts';
import { type GuestExit, locked, newProgress, playScore, type Services, settle } from '../player/index.ts';
import type { Connection } from '../protocol/sides.ts';
import type { ShutoffReason } from '../protocol/vocabulary.ts';

/** The daemon's own doings belong to no client. */
export const daemonConnection: Connection = { client: 'the daemon', notice: () => {}, onClose: () => () => {} };

/** A guest's process ended by itself: its hooks run and the domain is off (qemuProcessHandleMonitorEOF). */
export async function guestExit(services: Services, destination: DestinationRole, exit: GuestExit): Promise<void> {
  const domain = services.registry.byUuid(exit.driver, exit.uuid);
  if (!domain) return;
  const incoming = destination.isIncoming(domain.definition.name);
  if (incoming && scores[exit.why] === 'crash') tell(services, destination, domain, exit);
  await locked(services, domain, { api: 'DomainDestroy', connection: daemonConnection, ifGone: 'go on' }, async () => {
    if (!isActive(domain.status) || domain.status.id !== exit.id) return;
    const cause = causeOf(exit, incoming);
    const { driver, definition } = domain;
    const scene = { domain, driver, name: definition.name, cause, progress: newProgress() };
    await playScore(services, scene, scores[exit.why]);
    await settle(services, domain);
  });
}

/** Who waits for an incoming guest is told what it said last; of any other guest libvirt says nothing (recordings 3h-kill-*). */
function tell(services: Services, destination: DestinationRole, { definition }: Domain, { text }: GuestExit): void {
  destination.guestDied(definition.name, text.replace(/^internal error: /, ''));
  services.log({
    level: 'error',
    text: `qemuProcessReportLogError : ${text}`,
  });
}

const scores = { 'powered off': 'power off', terminated: 'terminated', killed: 'crash', crashed: 'crash' } as const;

function causeOf({ why }: GuestExit, incoming: boolean): ShutoffReason {
  if (scores[why] !== 'crash') return 'shutdown';
  return incoming ? 'failed' : 'crashed';
}
