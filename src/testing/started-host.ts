import type { Causality, HostClient } from '../host/client.ts';

/** Seconds a call waits on a hook before that is told (default 5), and whether it is then failed. */
export interface DeadlockOptions {
  readonly afterSeconds?: number;
  readonly action?: 'report' | 'fail';
}

/** What starting one host of a cluster takes. */
export interface StartOne {
  readonly name: string;
  /** Folder of the whole cluster; each host has one of its own below it. */
  readonly folder: string;
  readonly libvirt: string;
  readonly guests: 'inline' | 'process';
  readonly hooks: string | undefined;
  /** What the cluster's clients have heard of its journals. */
  readonly causality: Causality;
  readonly deadlock: DeadlockOptions;
}

/** A host that runs, and a client of it. */
export interface StartedHost {
  readonly url: string;
  readonly client: HostClient;
  /** Opens another connection: a migration's conductor has one of its own to each host. */
  connect(): Promise<HostClient>;
  /** As SIGHUP. */
  reload(): Promise<void>;
  /** As SIGTERM. */
  stop(): Promise<void>;
  /** As kill -9: no hook runs, nothing is said. */
  kill(): Promise<void>;
}
