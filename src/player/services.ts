import type { Clock, Random } from '../clock/index.ts';
import type { Keeper } from '../domain/keep.ts';
import type { Registry } from '../domain/registry.ts';
import type { GuestExitReason, GuestRunner } from '../domain/runner/index.ts';
import type { HookCaller } from '../hooks/index.ts';
import type { LogEntry } from '../journal/entry.ts';
import type { Journal } from '../journal/index.ts';
import type { DeviceNames, NetworkKeeper, NetworkList } from '../network/index.ts';
import type { HostPaths } from '../protocol/paths.ts';
import type { Profile } from '../protocol/profiles/index.ts';

/** What to do about calls that wait for a hook: libvirt itself waits for ever. */
export interface DeadlockPolicy {
  /** Milliseconds a call waits on a hook before it is told of. */
  readonly afterMs: number;
  /** `report` lets it hang as libvirt does; `fail` answers the call with an error. */
  readonly action: 'report' | 'fail';
}

/** What a host gives those who act on its guests. */
export interface Services {
  readonly host: string;
  readonly hostUuid: string;
  readonly profile: Profile;
  readonly paths: HostPaths;
  readonly clock: Clock;
  readonly random: Random;
  readonly journal: Journal;
  readonly log: (line: Pick<LogEntry, 'level' | 'text'>) => void;
  readonly hooks: HookCaller;
  readonly runner: GuestRunner;
  readonly deadlock: DeadlockPolicy;
  /** Milliseconds a call waits for another call's job; 30,000 in libvirt (QEMU_JOB_WAIT_TIME). */
  readonly jobWaitMs: number;
  /** QEMU runs as root (qemu.conf's user): libvirt warns of each guest that does. */
  readonly guestsAsRoot: boolean;
  readonly registry: Registry;
  readonly keeper: Keeper;
  readonly networks: NetworkList;
  readonly networkKeeper: NetworkKeeper;
  readonly deviceNames: DeviceNames;
  /** Address that guests of other hosts can reach this host at, for migration streams. */
  readonly address: string;
  /** Interface that incoming guests wait on. */
  readonly listenAddress: string;
  /** Aborted when the daemon is to end. */
  readonly stopping: AbortSignal;
  /** Its signal ends the hooks that run now, with what they started; there is another one for those called later. */
  readonly hooksNow: { readonly signal: AbortSignal };
  /** Work that no call waits for, such as destroying guests whose client is gone: the daemon ends after it. */
  readonly unasked: (work: Promise<void>) => void;
  /** A guest's process ended by itself; whoever runs the daemon plays what follows. */
  readonly guestExited: (exit: GuestExit) => void;
}

export interface GuestExit {
  readonly driver: 'qemu' | 'lxc';
  readonly uuid: string;
  readonly id: number;
  readonly why: GuestExitReason;
  readonly text: string;
}
