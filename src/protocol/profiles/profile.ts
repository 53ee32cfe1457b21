import type { Score } from '../score.ts';
import type { HookDriver, LifecycleEventType, Operation } from '../vocabulary.ts';

/** Every score a host or a conductor can be asked to play. */
export const scoreNames = [
  'migrate',
  'migrate p2p',
  'migrate offline',
  'start',
  'destroy',
  'autodestroy',
  'power off',
  'terminated',
  'crash',
  'dump crash',
  'save',
  'restore',
  'reconnect',
  'found dead',
] as const;
export type ScoreName = (typeof scoreNames)[number];
export type DomainScores = Readonly<Record<ScoreName, Score>>;
export const daemonScoreNames = ['daemon start', 'daemon reload', 'daemon shutdown'] as const;
export type DaemonScoreName = (typeof daemonScoreNames)[number];
export const networkScoreNames = [
  'net start',
  'net destroy',
  'net update',
  'port create',
  'port delete',
  'port renew',
] as const;
export type NetworkScoreName = (typeof networkScoreNames)[number];

/**
 * What one libvirt release does, as data. Code asks a profile and never compares releases. Each field names the
 * question; releases.ts holds the answers with their sources.
 */
export interface Profile {
  /** The release asked for, for instance `0.9.3`. */
  readonly release: string;
  /** The newest listed release whose change it carries, for instance `0.9.2`. */
  readonly asOf: string;
  /** What is only known to have come between two releases: told for the first of them, with the range. */
  readonly ranges: readonly string[];
  /** Which operations each driver's hook is called for. */
  readonly operations: Readonly<Record<HookDriver, readonly Operation[]>>;
  readonly scores: Readonly<{
    qemu: DomainScores;
    lxc: DomainScores;
    /** Absent where nobody has written the order down. */
    libxl: Readonly<Partial<Record<ScoreName, Score>>>;
    bhyve: Readonly<Partial<Record<ScoreName, Score>>>;
    daemon: Readonly<Record<DaemonScoreName, Score>>;
    network: Readonly<Record<NetworkScoreName, Score>>;
  }>;
  readonly lifecycleEventTypes: readonly LifecycleEventType[];
  /** 2 until 0.9.1, 3 from 0.9.2 on; 3 has cookies with host identity and a Confirm call. */
  readonly migrationProtocol: 2 | 3;
  /** A guest that comes is closed to other calls from Prepare to Finish (0.8.2), not only while Prepare runs. */
  readonly incomingJob: boolean;
  /** A call about a domain that is gone is answered with the name it had, beside its uuid. */
  readonly namesLostDomains: boolean;
  /** Whether virsh writes a domain's name in quotes. */
  readonly quotesNames: boolean;
  /** How virsh shows the progress of a job: whole percents, or two decimals. */
  readonly progress: 'percent' | 'two decimals';
  /** Shape of the error a failed hook becomes; the forms of libvirt-facts.md B5. */
  readonly hookError:
    | 'raw status and stderr'
    | 'exit status'
    | 'command line'
    | 'raw status'
    | 'decoded, no colon'
    | 'decoded';
  /** Raw status as waitpid gives it, or the decoded one, of a script that could not be executed (B4). */
  readonly execFailure: 'exit 1' | 'exit 125 to 127';
  /** Where libvirt's log line of a failed hook says it came from, with the line before it from 1.0.0 on. */
  readonly reportedBy: { readonly hook: string; readonly command?: string; readonly calling: string };
  /** Whether log lines tell the source lines of protocol/origins.ts, which are 9.0.0's. */
  readonly knowsLines: boolean;
  /** What libvirt warns of at a guest's start; a filter that printed something is `hook-script`. */
  readonly taints: readonly ('high-privileges' | 'hook-script' | 'host-cpu')[];
  /** What stands in the guest's own log besides QEMU's command line: its moments, from some release on with why. */
  readonly guestLog: 'nothing' | 'moments' | 'versions and reasons';
  /** Level of that line: 0.8.6 and 0.8.7 logged client errors at debug. */
  readonly hookErrorLevel: 'error' | 'debug';
  /** Shape of a log line (B6). */
  readonly logLine: 'local time' | 'local time, thread' | 'local date and time, thread' | 'UTC date and time, thread';
  /** First lines of a log: nothing, the version, the version and the host name. */
  readonly logOpening: readonly ('version' | 'hostname')[];
  /** What makes a script "found": access(X_OK), or any x bit on a regular file. */
  readonly foundBy: 'access' | 'mode';
  readonly nonExecutableWarning: string;
  /** Whether each call looks at the files again (6.5.0) or trusts the scan. */
  readonly rechecksEachCall: boolean;
  /** `<driver>.d` directories (6.5.0). */
  readonly directories: boolean;
  /** The hook table is scanned again before the daemon's shutdown hook (0.9.1). */
  readonly rescansAtShutdown: boolean;
  /** Names copied from the daemon's environment into a hook's, in order, after LC_ALL=C. */
  readonly environment: readonly string[];
  /** Filter output that counts as "nothing printed". */
  readonly blankOutput: 'empty' | 'white space';
  /** The first hook of a stopping guest whose XML has no id any more. */
  readonly idGoneAt: 'stopped' | 'release';
  /**
   * What the release does not write of a domain's XML yet: elements by their path below the domain, as
   * `devices/controller[type=pci]`, and attributes, as `vcpu@placement`.
   */
  readonly xmlOmits: readonly string[];
  /** Drivers whose `release` is told the shutoff reason as its 4th argument (10.5.0); the others' is `-`. */
  readonly releaseReason: readonly HookDriver[];
  /** When the XML goes into the pipe: before there is a script to read it (0.8.0 to 0.8.6), or while it runs. */
  readonly stdinWritten: 'before the fork' | 'while it runs';
  /** What stands in `<hookData>` on the network hook's stdin, in this order; a port's own members only for its hooks. */
  readonly hookData: readonly ('interface' | 'network' | 'domain' | 'networkport')[];
  /** When a new daemon calls the hook again for ports in use: as it finds a network active, or a guest running. */
  readonly portsRenewedWith: 'network' | 'guest';
  /** What a running hook locks: the whole driver (until 1.0.2), or the guest and every list of guests. */
  readonly hookLocks: 'driver' | 'domain';
  /** The function that refuses `--postcopy`, which it does not know (virCheckFlags); undefined from 1.3.3 on. */
  readonly refusesPostcopy: string | undefined;
  /** `domjobabort --postcopy` (virDomainAbortJobFlags). */
  readonly pausesPostcopy: boolean;
  /** What `--comp-methods` may name (qemuMigrationCompressMethod). */
  readonly compressionMethods: readonly string[];
  /** Text of a cancelled migration at its client. */
  readonly cancelText: string;
  /** Peer-to-peer, destination unreachable: the socket's own text, or one that names the URI, from 1.0.6 on with why. */
  readonly unreachableText: 'socket' | 'libvirt URI' | 'libvirt URI and why';
  /** A destination whose Finish was cancelled as it should be logs that as an error (VIR_ERR_MIGRATE_FINISH_OK). */
  readonly logsCancelledFinish: boolean;
  /** A migration that failed on both hosts is told with the messages of both. */
  readonly tellsBothErrors: boolean;
  /** The guest killed because its reconnect hook failed is off for this reason. */
  readonly lostReason: 'failed' | 'daemon';
}
