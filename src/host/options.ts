import type { Clock, Random } from '../clock/index.ts';
import type { GuestRunner } from '../domain/runner/index.ts';
import type { HookFiles, RunScript } from '../hooks/index.ts';
import type { DeadlockPolicy } from '../player/index.ts';
import type { NodeInfo } from '../protocol/messages.ts';
import type { HostPaths } from '../protocol/paths.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import type { Store } from '../store/store.ts';
import type { ListenOptions, Transport } from '../transport/link.ts';
import type { HostClient } from './client.ts';
import type { LogSettings } from './log.ts';

/** Everything a host is made of. Real processes and the simulation differ only here. */
export interface HostOptions {
  /** Names the host in journals and cookies. */
  readonly name: string;
  readonly profile: Profile;
  readonly paths: HostPaths;
  readonly clock: Clock;
  readonly random: Random;
  readonly transport: Transport;
  readonly store: Store;
  readonly runner: GuestRunner;
  /** Runs one hook script. */
  readonly runScript: RunScript;
  /** Where hook scripts are looked for; the real file system unless given. */
  readonly hookFiles?: HookFiles;
  /** The daemon's environment, of which hooks are given a part. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly listen: ListenOptions['at'];
  /** Address other hosts' guests reach this one at; the listening address unless given. */
  readonly advertise?: string;
  /** Interface that guests which arrive wait on (qemu.conf's migration_address); the listening one unless given. */
  readonly waitAt?: string;
  /** The host's uuid (libvirtd.conf's host_uuid); one that is made up once unless given. */
  readonly hostUuid?: string;
  /** What the host says of its machine; one processor and 1 GiB unless given. */
  readonly machine?: NodeInfo;
  /** Without a token anybody who reaches the listener is let in. */
  readonly token?: string | undefined;
  readonly deadlock: DeadlockPolicy;
  readonly jobWaitMs: number;
  readonly guestsAsRoot?: boolean;
  readonly keepalive: KeepaliveSettings;
  /** Connects to hosts that are named by a libvirt URI (peer-to-peer); undefined for what is none. */
  readonly dial?: Dial;
  /** Where libvirt's log lines also go, besides the log file: a host in the foreground shows them. */
  readonly showLog?: (line: string) => void;
  /** Which log lines are written where; warnings and errors to the log file and to `showLog`, unless given. */
  readonly log?: LogSettings;
  /** Kernel thread id for log lines; the process id. */
  readonly threadId: number;
}

/** A way to other hosts beside the host's own links. @throws LibvirtError when nobody answers. */
export type Dial = (to: {
  readonly url: string;
  readonly clock: Clock;
  readonly keepalive: KeepaliveSettings;
}) => Promise<HostClient | undefined>;

/** libvirtd.conf's keepalive_interval (seconds) and keepalive_count. */
export interface KeepaliveSettings {
  readonly intervalSeconds: number;
  readonly count: number;
}

/** Defaults of everything a user need not say. */
export const hostDefaults = {
  /**
   * Milliseconds that calls and their hooks have to end by themselves once a host is told to. libvirtd waits for them for
   * ever (recordings 6k-*-TERM).
   */
  graceMs: 4000,
  deadlock: { afterMs: 5000, action: 'report' },
  jobWaitMs: 30_000,
  keepalive: { intervalSeconds: 5, count: 5 },
} as const;
