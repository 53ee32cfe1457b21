import type { Caller, DomainRef, EventNotice, MigrateFlag } from '../protocol/messages.ts';

/** An open connection to a host, as a command uses it. */
export interface Session {
  readonly host: string;
  /** The libvirt release the host plays. */
  readonly libvirt: string;
  readonly call: Caller;
  onEvent(handler: (event: EventNotice) => void): void;
  /** Sentences for the waiting user, for instance that the call waits for a running hook. */
  onNotice(handler: (text: string) => void): void;
  /** Resolves with why, once the connection is gone. */
  readonly closed: Promise<string>;
  close(): Promise<void>;
  /** Leaves without a word, as a process that is killed does. */
  drop(): void;
}

/** What a client says of itself when it connects. */
export interface ConnectOptions {
  readonly token?: string | undefined;
  /** What the client calls itself in the host's log; at most 200 characters. */
  readonly client: string;
  /** This process and its parents, by which a host recognises a call from inside a hook. */
  readonly ancestors: readonly number[];
}

/** Opens a connection. Rejects with a LibvirtError when nobody answers or the token is wrong. */
export type Connect = (url: string, options: ConnectOptions) => Promise<Session>;

/** A migration that this process conducts, with one connection to each host. */
export interface DirectMigration {
  readonly source: Session;
  readonly destination: Session;
  readonly domain: DomainRef;
  readonly flags: readonly MigrateFlag[];
  readonly dname?: string | undefined;
  readonly xml?: string | undefined;
  readonly persistentXml?: string | undefined;
  /** MiB per second. */
  readonly bandwidth?: number | undefined;
  readonly parallelConnections?: number | undefined;
  /** Aborted when the user insists on leaving; both connections are closed then. */
  readonly signal: AbortSignal;
}

/** Plays the migration's score over both connections. Rejects with the migration's LibvirtError. */
export type Conduct = (migration: DirectMigration) => Promise<void>;
