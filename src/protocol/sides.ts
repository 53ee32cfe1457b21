import type { ParamsOf, ResultOf } from './messages.ts';

/**
 * The two sides of a migration, as five calls. The local roles implement them, the link to another host does too, and a
 * conductor cannot tell which it has. Every call rejects with a LibvirtError.
 */
export interface SourceSide {
  begin(params: ParamsOf<'DomainMigrateBegin3Params'>): Promise<ResultOf<'DomainMigrateBegin3Params'>>;
  /** The signal ends the copy when the connection to the destination is lost (peer-to-peer). */
  perform(
    params: ParamsOf<'DomainMigratePerform3Params'>,
    signal?: AbortSignal,
  ): Promise<ResultOf<'DomainMigratePerform3Params'>>;
  confirm(params: ParamsOf<'DomainMigrateConfirm3Params'>): Promise<ResultOf<'DomainMigrateConfirm3Params'>>;
}
export interface DestinationSide {
  prepare(params: ParamsOf<'DomainMigratePrepare3Params'>): Promise<ResultOf<'DomainMigratePrepare3Params'>>;
  finish(params: ParamsOf<'DomainMigrateFinish3Params'>): Promise<ResultOf<'DomainMigrateFinish3Params'>>;
}

/** The connection a call came in by: its close ends what libvirt ends with it. */
export interface Connection {
  /** For log lines. */
  readonly client: string;
  /** Tells the waiting client something, for instance that its call waits for a running hook. */
  notice(text: string): void;
  /** Whether the call comes from inside a hook script that runs now, and which process. */
  readonly hookPid?: number | undefined;
  /** Runs `action` when the connection closes; the returned function takes that back. */
  onClose(action: () => void): () => void;
  /** Whether the client has gone, also while its last calls still run; one of whom that cannot be said is there. */
  hasLeft?(): boolean;
}
