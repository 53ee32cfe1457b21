import type { LogEntry } from '../journal/entry.ts';
import { createLibvirtLog, createLogger, type Journal, logJournal, storeDestination } from '../journal/index.ts';
import { daemonLogPath, structuredLogPath } from '../protocol/paths.ts';
import type { HostOptions } from './options.ts';

/** A host's logs: libvirt's lines in their file, structured ones beside it, and every line in the journal. */
export interface HostLog {
  readonly write: (line: Pick<LogEntry, 'level' | 'text'>) => void;
  flushed(): Promise<void>;
}

/** Which log lines are written where. */
export interface LogSettings {
  /** Whether a line is written anywhere (libvirtd.conf's log_level and log_filters). */
  readonly admits: (line: Line) => boolean;
  /** Where to (log_outputs), with the lowest level there: a file, or what `showLog` shows. */
  readonly outputs: readonly { readonly level: LogEntry['level']; readonly path?: string }[];
}

type Line = Pick<LogEntry, 'level' | 'text'>;

export function openLog(
  { profile, clock, name, threadId, store, paths, showLog, log: settings }: HostOptions,
  journal: Journal,
  stopping: AbortSignal,
): HostLog {
  const { admits, outputs } = settings ?? { admits: () => true, outputs: undefined };
  const about = { profile, clock, hostname: name, threadId };
  const stream = showLog && { write: showLog };
  const logs = outputs?.map(({ level, path }) =>
    createLibvirtLog({ ...about, level, ...(path === undefined ? { ...(stream && { stream }) } : { store, path }) }),
  ) ?? [createLibvirtLog({ ...about, store, path: daemonLogPath(paths), ...(stream && { stream }) })];
  const structured = storeDestination(store, structuredLogPath(paths));
  void logJournal(journal, createLogger(structured), { since: journal.known()[name] ?? 0, signal: stopping });
  return {
    write(line) {
      journal.write({ kind: 'log', ...line });
      if (admits(line)) for (const log of logs) log.write(line);
    },
    async flushed() {
      for (const log of logs) await log.flushed();
      await structured.flushed();
    },
  };
}
