import type { HostClient } from '../host/client.ts';
import type { Caller, DomainRef, EventNotice } from '../protocol/messages.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';
import type { GrowingJournal } from './cluster-journal.ts';
import { type DefinedDomain, definedDomain, type RunningDomain, runningDomain } from './domain-handle.ts';
import type { Lives } from './lives.ts';

/** A host of a cluster, as a test drives it. */
export interface HostHandle {
  readonly name: string;
  /** Where command lines and other programs can connect to it (with `processes: true`). */
  url(): string;
  /** virsh define. The XML is text. */
  define(xml: string, options?: OfDriver): Promise<DefinedDomain>;
  /** virsh create: a transient guest that runs. */
  create(xml: string, options?: OfDriver & { readonly paused?: boolean }): Promise<RunningDomain>;
  /** A domain that runs here, by name or uuid; for instance one that has migrated in. */
  running(nameOrUuid: string, options?: OfDriver): Promise<RunningDomain>;
  /** Every domain, with `shut off (migrated)` and the like. */
  domains(): Promise<readonly { readonly name: string; readonly state: string; readonly reason: string }[]>;
  onEvent(handler: (event: EventNotice) => void): Promise<void>;
  reload(): Promise<void>;
  /** As SIGTERM: the shutdown hook runs, guests end with their host. */
  stop(): Promise<void>;
  /** As kill -9 of the daemon, its guests with it. */
  kill(): Promise<void>;
  /** Starts the host again, after stop or kill, with everything it kept. */
  start(): Promise<void>;
  /** The library's own connection, for calls that have no method here. */
  client(): HostClient;
  /** Another connection: what hangs on it ends with it. */
  connect(): Promise<HostClient>;
}
export interface OfDriver {
  /** Default qemu. */
  readonly driver?: DomainDriver;
}

/** What handles of a host share. */
export interface HandleContext {
  readonly name: string;
  readonly lives: Lives;
  readonly journal: GrowingJournal;
}

/** The calls of a host's present life. */
export const callOf =
  ({ lives }: Pick<HandleContext, 'lives'>): Caller =>
  (name, params) =>
    lives.now().client.call(name, params);

export function createHostHandle(context: HandleContext): HostHandle {
  const { name, lives, journal } = context;
  const call = callOf(context);
  const read = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } finally {
      await journal.refresh();
    }
  };
  const running = (ref: DomainRef) => runningDomain(context, ref);
  return {
    name,
    url: () => lives.now().url,
    client: () => lives.now().client,
    connect: () => lives.now().connect(),
    define: async (xml, { driver = 'qemu' } = {}) =>
      definedDomain(context, await read(call('DomainDefineXML', { driver, xml }))),
    create: async (xml, { driver = 'qemu', paused = false } = {}) =>
      running(await read(call('DomainCreateXML', { driver, xml, paused }))),
    running: async (key, { driver = 'qemu' } = {}) => running(await call('DomainLookup', { driver, key })),
    domains: async () => (await read(call('ConnectListAllDomains', {}))).domains,
    async onEvent(handler) {
      lives.now().client.onEvent(handler);
      await call('ConnectDomainEventRegisterAny', {});
    },
    reload: () => read(lives.now().reload()),
    stop: lives.stop,
    kill: lives.kill,
    start: () => read(lives.start()),
  };
}
