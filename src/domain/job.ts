import type { MigrationPhase } from '../protocol/vocabulary.ts';

/**
 * A job that lasts longer than one call (virDomainAsyncJob): while it is open, calls that would change the guest wait
 * for it. `api` is shown to those who waited too long.
 */
export interface Job {
  readonly operation: 'Outgoing migration' | 'Incoming migration' | 'Save' | 'Start' | 'Restore' | 'Dump';
  /** The libvirt API that holds the job, as `monitor=remoteDispatch…` names it. */
  readonly api: string;
  /** That call's flags as a number, which libvirt tells with it. */
  readonly apiFlags: number;
  /** Clock.monotonic of its start, milliseconds. */
  readonly since: number;
  /** Where a migration stands, as libvirt's status file keeps it. */
  phase?: MigrationPhase;
  /** Perform is done: the guest's whole state has crossed, and only the conductor knows what comes next. */
  performed?: boolean;
  /** Statistics while the guest's state moves. */
  stats?: () => Readonly<Record<string, number>>;
  /** Ends the job on the client's wish; absent where libvirt has nothing to abort. */
  abort?: () => void;
  /** Somebody wished it to end before there was anything to break off: the next phase finds it (abortJob). */
  unwanted?: boolean;
  /** Ends the job with its guest, while no phase of it is at work that would (qemuDomainCleanupAdd). */
  discard?: (() => void) | undefined;
  /** The guest was destroyed before it was all there (beingDestroyed): who brings it up takes it down again. */
  destroyed?: boolean;
  /** Asks for a switch to post-copy; absent unless the migration allows it. */
  startPostcopy?: () => void;
  /** The guest was handed over: the job can be broken off, but not undone any more. */
  postcopy?: () => boolean;
  /** The guest was suspended on somebody's wish while the job was open: if it comes to nothing, the guest runs on. */
  suspended?: () => void;
  setBandwidth?: (bytesPerSecond: number) => void;
  /** MiB per second that this migration was given for itself, until somebody sets the guest's own. */
  maxSpeed?: number | undefined;
  /** Milliseconds. */
  setDowntimeLimit?: (ms: number) => void;
  /** Resolves when the job is over. */
  readonly over: Promise<void>;
  /** Closes the job. Called once, by whoever opened it. */
  readonly end: () => void;
}

export function openJob(operation: Job['operation'], api: string, since: number, apiFlags = 0): Job {
  let end = () => {};
  const over = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { operation, api, apiFlags, since, over, end };
}
