import type { LogEntry } from '../journal/entry.ts';
import { createLibvirtLog, createLogger, type Journal, logJournal, storeDestination } from '../journal/index.ts';
import { daemonLogPath, structuredLogPath } from '../protocol/paths.ts';
import type { HostOptions } from './options.ts';

/** A host's logs: libvirt's lines in their file, structured ones beside it, and every line in the journal. */
export interface HostLog {
  readonly write: (line: Pick<LogEntry, 'level' | 'text'>) => void;
  flushed(): Promise<void>;
}

export function openLog(
  { profile, clock, name, threadId, store, paths, showLog }: HostOptions,
  journal: Journal,
  stopping: AbortSignal,
): HostLog {
  const lines = createLibvirtLog({
    profile,
    clock,
    hostname: name,
    threadId,
    store,
    path: daemonLogPath(paths),
    ...(showLog && { stream: { write: showLog } }),
  });
  const structured = storeDestination(store, structuredLogPath(paths));
  void logJournal(journal, createLogger(structured), { since: journal.known()[name] ?? 0, signal: stopping });
  return {
    write(line) {
      journal.write({ kind: 'log', ...line });
      lines.write(line);
    },
    async flushed() {
      await lines.flushed();
      await structured.flushed();
    },
  };
}
