import type { GuestNotice } from '../protocol/notices.ts';
import type { GuestChange } from '../protocol/score.ts';
import type {
  HookDriver,
  HookEffect,
  LifecycleEvent,
  MigrationPhase,
  Operation,
  SubOperation,
} from '../protocol/vocabulary.ts';

/** What every entry of a journal carries (interface.md, "Journal entry"). */
export interface Stamp {
  /** Rises by one on its host, across restarts too. */
  readonly seq: number;
  /** Highest number of each other host known when this was written. */
  readonly after: Readonly<Record<string, number>>;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly host: string;
}

interface OfDomain {
  readonly domain: string;
  readonly driver: HookDriver;
}

/** One call of a hook script. `called` is written before it starts, `ended` when it is over. */
export interface HookEntry {
  readonly kind: 'hook';
  readonly moment: 'called' | 'ended';
  /** Name of the guest or network; `-` for the daemon's hooks. */
  readonly domain: string;
  /** Name of the guest that a network's port is created or deleted for. */
  readonly guest?: string;
  readonly driver: HookDriver;
  readonly operation: Operation;
  readonly subOperation: SubOperation;
  readonly extra: string;
  /** Path of the script and its four arguments. */
  readonly argv: readonly string[];
  readonly pid?: number;
  readonly exitCode?: number | null;
  readonly signal?: string | null;
  readonly stderr?: string;
  readonly durationMs?: number;
  /** What the call's outcome did to the operation. */
  readonly effect?: HookEffect;
}

/** A phase of a migration on the side that plays it. */
export interface PhaseEntry extends OfDomain {
  readonly kind: 'phase';
  readonly phase: MigrationPhase;
  readonly side: 'source' | 'destination';
  readonly moment: 'entered' | 'left' | 'failed';
  readonly cancelled?: boolean;
  /** Name of the score that is played, and the flags that arranged it. */
  readonly score?: string;
  readonly flags?: readonly string[];
  readonly error?: string;
}

/** A change to the guest, or the lifecycle event that announces one. */
export interface StateEntry extends OfDomain {
  readonly kind: 'state';
  readonly uuid: string;
  readonly change?: GuestChange | 'define' | 'forget' | 'reset' | 'crash';
  /** Present when the change is played by the undo column of a row. */
  readonly undo?: true;
  readonly state?: string;
  readonly reason?: string;
  readonly event?: LifecycleEvent;
  /** What else clients are told of the guest. */
  readonly notice?: GuestNotice;
  /** Hash of the guest's memory and its tick counter, where the change makes them known (pause, load). */
  readonly memory?: string;
  readonly ticks?: number;
}

/** Progress of the guest's state over a migration stream. */
export interface TransferEntry extends OfDomain {
  readonly kind: 'transfer';
  readonly moment: 'started' | 'round' | 'switch-over' | 'done' | 'failed';
  readonly round?: number;
  readonly pages?: number;
  readonly bytes?: number;
  readonly remaining?: number;
  readonly error?: string;
}

/** A call that crossed a control link, as its receiver or sender saw it. */
export interface MessageEntry {
  readonly kind: 'message';
  readonly direction: 'sent' | 'received';
  readonly call: string;
  readonly peer: string;
  readonly domain?: string;
}

/** The daemon's own life. */
export interface DaemonEntry {
  readonly kind: 'daemon';
  readonly what: 'started' | 'ready' | 'reloaded' | 'shutting down' | 'stopped' | 'client gone';
  readonly text?: string;
}

/** A line of libvirt's log; `text` is what follows the level. */
export interface LogEntry {
  readonly kind: 'log';
  readonly level: 'debug' | 'info' | 'warning' | 'error';
  readonly text: string;
}

/** Something that should not be: a deadlock, a lost peer, a guest on two hosts. Said in one sentence. */
export interface FaultEntry {
  readonly kind: 'fault';
  readonly fault: 'deadlock' | 'split brain' | 'peer lost' | 'found dead' | 'protocol' | 'broken file' | 'internal';
  readonly text: string;
  readonly domain?: string;
}

export type Note =
  | HookEntry
  | PhaseEntry
  | StateEntry
  | TransferEntry
  | MessageEntry
  | DaemonEntry
  | LogEntry
  | FaultEntry;
/** One line of a journal. */
export type Entry = Stamp & Note;
export type EntryOf<K extends Note['kind']> = Stamp & Extract<Note, { kind: K }>;
