import type { DomainRef } from '../protocol/messages.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import type { Definition, LiveForm, PluggedPort } from './definition/index.ts';
import type { Job } from './job.ts';
import type { Lock } from './lock.ts';
import { type DomainStatus, isActive } from './status.ts';

/**
 * One domain of a host: what virDomainObj holds. Whoever changes it holds its lock; the definition of a running guest
 * and the one kept for its next start may differ.
 */
export interface Domain {
  readonly driver: DomainDriver;
  readonly lock: Lock;
  /** The running guest's definition, or the persistent one while it is off. */
  definition: Definition;
  /** What the next start uses; absent for a transient domain. */
  persistent: Definition | undefined;
  status: DomainStatus;
  /** The id that hooks of a stopping guest may still see (profile.idGoneAt). */
  lastId: number | null;
  job: Job | undefined;
  lastJob: Readonly<Record<string, number>> | undefined;
  /** What that job was; a migration unless it says otherwise. */
  lastJobOperation?: 'Save' | 'Dump' | undefined;
  autostart: boolean;
  managedSave: boolean;
  /** What the guest's live XML shows of how it came to be and how far its start got. */
  appearance: Pick<LiveForm, 'reached' | 'incoming' | 'reconnected' | 'channels'>;
  /** Why the guest that runs is hard to support, by virDomainTaint's names. */
  taints: readonly string[];
  /** Pseudo terminal number in live XML; given at creation, kept while the guest runs. */
  terminal: number;
  /** What the running guest's network cards are plugged into; undefined where its definition says so itself. */
  ports: readonly PluggedPort[] | undefined;
  /** MiB per second a migration may use at most; 0 is no limit, and so is nothing. */
  maxSpeed: number | undefined;
  /** MiB per second after a switch to post-copy, while the guest runs; 0 is no limit. */
  postcopySpeed?: number | undefined;
  /** Milliseconds that a migration may hold the running guest up; undefined until somebody sets it for this run. */
  maxDowntimeMs?: number | undefined;
  /** Bytes of xbzrle's cache when it is moved; undefined until somebody sets it for this run. */
  compressionCache?: number | undefined;
}

/** The domain as libvirt hands it to clients. */
export function refOf(domain: Domain): DomainRef {
  const { name, uuid } = domain.definition;
  return { driver: domain.driver, name, uuid, id: isActive(domain.status) ? domain.status.id : null };
}
