import type { DestinationRole } from '../destination/index.ts';
import type { Domain } from '../domain/domain.ts';
import { noDomainWithUuid } from '../domain/no-domain.ts';
import type { Services } from '../player/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import type { CallName, NodeInfo, ParamsOf, ResultOf } from '../protocol/messages.ts';
import type { Connection, SourceSide } from '../protocol/sides.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import type { Store } from '../store/store.ts';
import type { Transport } from '../transport/link.ts';
import type { HostClient } from './client.ts';
import type { Gate } from './gate.ts';

/** What every call into a host works with. */
export interface Context {
  readonly services: Services;
  readonly connection: Connection;
  readonly source: (connection: Connection) => SourceSide;
  readonly destination: DestinationRole;
  /** Opens a connection to another host, as a client of it (peer-to-peer). */
  readonly connectTo: (url: string) => Promise<HostClient>;
  /** Where this host listens and connects. */
  readonly transport: Transport;
  readonly store: Store;
  readonly machine: NodeInfo;
  /** Holds calls back while the host still starts. */
  readonly gate: Gate;
  /** Takes note of a call that changes something: a daemon that is told to end waits for it a while. */
  readonly underway: (work: Promise<void>) => void;
  /** Looks the hooks up again and calls the daemon's reload hook. */
  readonly reload: () => Promise<void>;
}

/** One procedure of a host. */
export type Handler<C extends CallName> = (context: Context, params: ParamsOf<C>, api: C) => Promise<ResultOf<C>>;

/** The domain a call is about. @throws LibvirtError (no domain) in libvirt's words. */
export function domainFor({ services }: Context, { driver, uuid }: { driver: DomainDriver; uuid: string }): Domain {
  const domain = services.registry.byUuid(driver, uuid);
  if (!domain) throw noDomainWithUuid(services, driver, uuid);
  return domain;
}

/** The words of virDomainObjCheckActive. */
export const notRunning = () => new LibvirtError('operation invalid', 'domain is not running', 'domain config');
