import type { Domain } from '../domain/domain.ts';
import type { CopyEnd, Guest, IncomingGuest, OutgoingMigration } from '../domain/runner/index.ts';
import type { ShutoffReason } from '../protocol/vocabulary.ts';
import type { Progress } from './progress.ts';

/**
 * What the moves of one operation work on: the guest, why it would stop, and what the operation brings along. A scene
 * lasts as long as its operation, over several phases of a migration.
 */
export interface Scene {
  /** Absent until a destination has admitted the incoming guest. */
  domain: Domain | undefined;
  readonly driver: Domain['driver'];
  /** Name that hooks are called with. */
  readonly name: string;
  /** What makes the guest stop if it stops now: the shutoff reason, and `release`'s argument from 10.5.0 on. */
  cause: ShutoffReason;
  readonly progress: Progress;
  /** A client has the guest's process ended (virDomainDestroy), not what became of the guest. */
  readonly destroyed?: boolean;
  /** Text a filter hook is given, replaced by what it prints. */
  filtered?: string;
  /** The filter printed something, if only the same again: the guest is tainted (hook-script). */
  rewritten?: boolean;
  /** Makes the incoming guest known to the host and checks that it may come (virDomainObjListAdd). */
  readonly admit?: (filtered: string | undefined) => Promise<Domain>;
  /** Brings the guest into being, paused: started, loaded from an image, or waiting for a migration stream. */
  readonly launch?: () => Promise<Guest>;
  /** The guest comes with the CPU it ran with, by migration or from a file: its XML shows that from the start. */
  readonly incoming?: boolean;
  outgoing?: OutgoingMigration;
  /** Opens the stream and sends rounds until the rest is small enough. */
  copy?: () => Promise<CopyEnd>;
  /** After a switch to post-copy: settled when the rest has been sent. */
  filling?: Promise<void>;
  /** The guest whose state comes here. */
  arriving?: IncomingGuest;
  /** What `write` saves; by default the guest as it is, as its managed image. */
  readonly save?: SaveWish;
  /** Definition that `persist` keeps, when it is not the live one. */
  persistent?: Domain['definition'] | undefined;
  /** `persist` replaced an earlier definition: that is announced as an update. */
  redefined?: boolean;
  /** Gives the guest's lock back while something long runs that must not hold it, and takes it again. */
  unlocked?: <T>(work: () => Promise<T>) => Promise<T>;
}

/** How a guest is to be saved. */
export interface SaveWish {
  /** Where the image goes; absent for a managed save. */
  readonly path?: string | undefined;
  /** XML of the guest as it is to be defined once it is restored. */
  readonly xml?: string | undefined;
  /** What it is to be then, whatever it was. */
  readonly restored?: 'running' | 'paused' | undefined;
}
