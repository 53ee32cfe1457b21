import type { DomainDriver } from '../../protocol/vocabulary.ts';
import type { GuestSnapshot, OutgoingMigration, RoundReport } from '../transfer/index.ts';
import type { Workload } from '../workload/index.ts';

/** What makes a guest: all that a runner needs to know of its definition. */
export interface GuestSpec {
  readonly driver: DomainDriver;
  /** The domain's id on its host while this guest is there. */
  readonly id: number;
  readonly name: string;
  readonly uuid: string;
  readonly memoryBytes: number;
  readonly workload: Workload;
  /** Whether somebody inside answers the power button. */
  readonly hasOperatingSystem: boolean;
  /** Milliseconds of its own time after which it powers off by itself; for ever unless given. */
  readonly lifetimeMs?: number;
}

/** Where a guest's state is kept: a file, behind bytes that are not the guest's. */
export interface SavedImage {
  readonly path: string;
  /** Bytes of the file before the image. */
  readonly offset: number;
}

/** Where guests come from: this process, or processes of their own. All guests begin paused. */
export interface GuestRunner {
  /** Whether guests go on when the daemon ends, and `find` brings them back to its next life. */
  readonly outliveDaemon: boolean;
  /** @throws LibvirtError (internal error) when the guest's memory cannot be had. */
  start(spec: GuestSpec): Promise<Guest>;
  /**
   * A guest that waits for its state to come over a migration stream.
   * @throws LibvirtError (internal error) when there is no free port to wait on.
   */
  incoming(spec: GuestSpec, options: IncomingOptions): Promise<IncomingGuest>;
  /** A guest with the state of a saved one. @throws LibvirtError (internal error) when the image is damaged. */
  load(spec: GuestSpec, image: SavedImage): Promise<Guest>;
  /** A guest that an earlier life of the daemon left running with that pid; undefined when it is gone. */
  find(spec: GuestSpec, pid: number): Promise<Guest | undefined>;
}

export interface IncomingOptions {
  /** Host name or address at which the guest that comes reaches this one; part of the URI. */
  readonly address: string;
  /** Interface to wait on; `address` unless given. */
  readonly listen?: string;
  /** Port to wait on; a free one of the runner's range unless given. */
  readonly port?: number;
  /** What the stream must show. By default one is made up and becomes part of the URI. */
  readonly token?: string;
}

/**
 * A guest that exists: its memory is there, and it runs or is paused. All that changes it throws a LibvirtError once it
 * is gone (operation failed: domain is not running), and while its state has not come yet (operation invalid).
 */
export interface Guest {
  readonly spec: GuestSpec;
  readonly pid: number;
  readonly running: boolean;
  /** Stops the guest's time. Resolves with what it then is; harmless when it is paused already. */
  pause(): Promise<GuestSnapshot>;
  resume(): Promise<void>;
  /** A look that changes nothing and is cheap. */
  inspect(): Promise<GuestReading>;
  /** Nanoseconds that its process has run on the machine's processors; only of one that has a process. */
  cpuTimeNs?(): number;
  /** Ends the guest at once. Resolves when it is gone; harmless when it is gone already. */
  kill(): Promise<void>;
  /** ACPI: a guest with an operating system powers off after 100 ms of its own time; another one ignores it. */
  powerButton(): Promise<void>;
  /** Boots anew: memory as at the start, ticks from 0. A running guest goes on running. */
  reset(): Promise<void>;
  /** The guest's process dies of itself, as `kill -9` on it would do: how tests break a guest. */
  crash(text?: string): void;
  /** Called once when the guest is gone, whatever the reason; at once if it already is. */
  onExit(handler: ExitHandler): void;
  /** Writes a file that `load` takes: `head`, then the whole guest, which must be paused. */
  save(path: string, head: Uint8Array): Promise<void>;
  /**
   * Opens a stream to a waiting guest.
   * @throws LibvirtError when nobody waits there, the token is wrong, another guest is awaited, or it is cancelled.
   */
  migrateTo(options: MigrateToOptions): Promise<OutgoingMigration>;
}

export interface IncomingGuest extends Guest {
  /** What the source connects to. */
  readonly uri: string;
  /**
   * Resolves when the whole state has come and was verified, or, with `partly`, when the guest may run before that; it
   * is then paused.
   * @throws LibvirtError when the stream breaks; the guest exits as crashed with the same text.
   */
  readonly arrived: Promise<GuestSnapshot>;
  /**
   * The same, except after a switch to post-copy (`partly`): resolves when the rest has come too.
   * @throws LibvirtError when the stream breaks; after a switch the guest stays as it is, with pages that are lost.
   */
  readonly whole: Promise<GuestSnapshot>;
}

/** `terminated`: its process was asked to end from outside (SIGTERM), as an administrator might. */
export type GuestExitReason = 'killed' | 'powered off' | 'terminated' | 'crashed';
/** `text` is one sentence, libvirt's where it has one. */
export type ExitHandler = (why: GuestExitReason, text: string) => void;

/** What the guest is doing, for a daemon that finds it again: it runs, stands still, or still waits for its state. */
export type GuestActivity = 'running' | 'paused' | 'waiting';

export interface GuestReading {
  readonly activity: GuestActivity;
  /** Ticks counted since boot: 100 a second while the guest runs. */
  readonly ticks: number;
  /** Bytes of memory that hold something other than zero, as far as was looked. */
  readonly residentBytes: number;
}

export interface MigrateToOptions {
  readonly uri: string;
  /** Not needed where it is part of the URI. */
  readonly token?: string;
  /** 0 or absent: no limit. It is lifted when the guest stands still. */
  readonly bandwidthBytesPerSecond?: number;
  /** 300 unless given. */
  readonly downtimeLimitMs?: number;
  /** Throttles a guest that writes faster than it can be sent, as QEMU does. */
  readonly autoConverge?: boolean;
  /** Sends pages again as what changed on them (xbzrle), by a cache of so many bytes; no smaller than a page. */
  readonly xbzrleCacheBytes?: number;
  /** Connections that pages go over at once (multifd), from 1 to 255; one for everything unless given. */
  readonly parallelConnections?: number;
  /** It may be switched to post-copy, which several connections cannot. */
  readonly postcopy?: boolean;
  /** Bytes per second of post-copy; 0 or absent: no limit. */
  readonly postcopyBandwidthBytesPerSecond?: number;
  /** False leaves out all checksums of the guest's memory: faster, but what the network does to it stays unseen. */
  readonly verify?: boolean;
  /** Cancels the migration at any moment. A LibvirtError as its reason becomes the migration's error. */
  readonly signal?: AbortSignal;
  /** Called when a round is over. */
  readonly onRound?: (report: RoundReport) => void;
}

/** What libvirt says when the process behind a domain is gone without a word (qemuProcessReportLogError). */
export const monitorClosed = 'qemu unexpectedly closed the monitor';
