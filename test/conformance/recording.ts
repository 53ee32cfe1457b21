import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What real libvirt did, as its recorder wrote it down: one JSON document a scenario. */
export interface Recording {
  readonly scenario: string;
  readonly title: string;
  readonly rules: readonly Rule[];
  readonly setup: Readonly<Record<HostLetter, Setup>>;
  readonly steps: readonly Step[];
  readonly hooks: readonly Call[];
  readonly events: readonly { readonly host: HostLetter; readonly t_ms: number; readonly event: string }[];
  readonly logs: readonly LogLine[];
  readonly final: Readonly<Record<HostLetter, Final>>;
}

/** A is the source, B the destination. */
export type HostLetter = 'A' | 'B';
export const hostLetters = ['A', 'B'] as const;

export interface Setup {
  readonly daemon: 'running' | 'stopped';
  /** What lies under hooks/; null where there is no such directory. */
  readonly hooks: HookTree | null;
  readonly domains: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly host_uuid: string;
  readonly hostname: string;
}

export type HookTree = readonly HookEntry[];
export interface HookEntry {
  readonly path: string;
  readonly mode?: string;
  /** `recorder` is the recording hook. */
  readonly text?: string;
  readonly link?: string;
  readonly directory?: boolean;
}

/** How hooks were told to behave; the first rule whose `match` fits applies. */
export interface Rule {
  readonly match?: Readonly<Record<string, string>>;
  readonly times?: number;
  /** Only the n-th call that fits, from 1 on (derived-rules.ts). */
  readonly nth?: number;
  readonly no_stdin?: boolean;
  readonly sleep?: number;
  readonly exec?: string;
  /** Seconds that the command may take; 20 unless given. */
  readonly exec_timeout?: number;
  readonly stdout?: string;
  readonly stdout_replace?: readonly [string, string];
  readonly stderr?: string;
  readonly stderr_fill?: number;
  readonly background_sleep?: number;
  readonly kill?: number;
  readonly exit?: number;
}

export interface Step {
  readonly host: HostLetter;
  readonly cmd: string;
  readonly t_ms: number;
  readonly ms: number;
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly result?: unknown;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly hooks_now?: Partial<Readonly<Record<HostLetter, HookTree | null>>>;
}

/** One call of a recording hook. */
export interface Call {
  readonly host: HostLetter;
  readonly t_ms: number;
  readonly dur_ms: number | null;
  readonly argv: readonly string[];
  /** A status, `signal N`, or null when it never finished. */
  readonly exit: number | string | null;
  readonly env: readonly string[];
  readonly stdin_len: number | null;
  readonly stdin_file: string | null;
  readonly cwd: string;
  readonly umask: string;
  readonly exec?: { readonly rc: number | string; readonly out: string; readonly err: string };
}

export interface LogLine {
  readonly host: HostLetter;
  readonly level: string;
  readonly t_ms: number;
  /** `FUNCTION:LINE : MESSAGE`. */
  readonly msg: string;
}

export interface Final {
  readonly libvirtd: string;
  readonly domains?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly files?: readonly string[];
  readonly qemu_processes?: number;
}

/** The recordings of a folder whose names contain the pattern (`*` stands for anything), in order. */
export function findRecordings(folder: string, pattern = ''): readonly string[] {
  const wanted = new RegExp(pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*'));
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return names
    .filter((name) => wanted.test(basename(name, '.json')))
    .sort()
    .map((name) => join(folder, name));
}

export const readRecording = (path: string): Recording => JSON.parse(readFileSync(path, 'utf8'));
