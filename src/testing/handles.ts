import type { HostClient } from '../host/client.ts';
import type { Audit } from '../journal/index.ts';
import type { ErrorValue } from '../protocol/errors.ts';
import type { DomainRef, EventNotice } from '../protocol/messages.ts';
import type { DomainDriver } from '../protocol/vocabulary.ts';

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

/** What every domain can be asked. */
export interface DomainHandle extends DomainRef {
  /** virsh domstate --reason, as data. */
  state(): Promise<{ readonly state: string; readonly reason: string }>;
  xml(options?: { readonly inactive?: boolean }): Promise<string>;
  info(): Promise<{ readonly ticks: number; readonly persistent: boolean; readonly maxMemoryKib: number }>;
}

/** A domain that is off: it can be started or forgotten. */
export interface DefinedDomain extends DomainHandle {
  start(options?: { readonly paused?: boolean }): Promise<RunningDomain>;
  undefine(): Promise<void>;
}

/** A guest that runs. Disposing of it destroys it. */
export interface RunningDomain extends DomainHandle {
  migrate(destination: HostHandle, options?: MigrateOptions): Promise<MigrationResult>;
  suspend(): Promise<PausedDomain>;
  shutdown(): Promise<void>;
  destroy(): Promise<void>;
  abortJob(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A guest that stands still. */
export interface PausedDomain extends DomainHandle {
  resume(): Promise<RunningDomain>;
  migrate(destination: HostHandle, options?: MigrateOptions): Promise<MigrationResult>;
  destroy(): Promise<void>;
}

/** `virsh migrate`'s options; all are off unless set. */
export interface MigrateOptions {
  readonly live?: boolean;
  readonly p2p?: boolean;
  readonly persistent?: boolean;
  readonly undefinesource?: boolean;
  readonly suspend?: boolean;
  readonly offline?: boolean;
  /** With `p2p`: the guest's state goes through both hosts. */
  readonly tunnelled?: boolean;
  readonly parallel?: boolean;
  readonly compressed?: boolean;
  readonly 'auto-converge'?: boolean;
  /** Name at the destination. */
  readonly dname?: string;
  /** MiB per second. */
  readonly bandwidth?: number;
}

/** How a migration ended. A refusal by a hook is a value, not an exception. */
export interface MigrationResult {
  readonly outcome: Audit['outcome'];
  /** libvirt's error where there is one: code, domain and the text virsh prints after `error: `. */
  readonly error?: ErrorValue;
  /** The guest where it runs now: at the destination when it migrated. */
  readonly guest?: RunningDomain;
  /** Whether the journals of both hosts are what the score allows, and what was found if not. */
  readonly audit: Audit;
}
