import type { Clock } from '../clock/index.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import type { Store } from '../store/store.ts';
import { createAppender } from './appender.ts';
import type { LogEntry } from './entry.ts';
import { type LogLine, logLine, openingLines } from './log-line.ts';

type Line = Pick<LogEntry, 'level' | 'text'>;

/** libvirt's own log: one line for each message, at `libvirtd.log` and, if wanted, a stream (stderr, say). */
export interface LibvirtLog {
  /** Writes the line if its level is high enough. */
  write(line: Line): void;
  /** Resolves once everything written so far is in the file. */
  flushed(): Promise<void>;
}

export interface LibvirtLogOptions {
  readonly profile: Profile;
  readonly clock: Clock;
  /** The host's name, told by the opening lines of newer releases. */
  readonly hostname: string;
  /** What stands for libvirt's kernel thread id; the process id will do. */
  readonly threadId: number;
  readonly store?: Store;
  readonly path?: string;
  readonly stream?: { write(text: string): unknown };
  /** The lowest level that is written. The default is libvirt's: warning. */
  readonly level?: LogEntry['level'];
}

const levels: readonly LogEntry['level'][] = ['debug', 'info', 'warning', 'error'];

export function createLibvirtLog(options: LibvirtLogOptions): LibvirtLog {
  const { profile, clock, hostname, threadId, store, path, stream, level = 'warning' } = options;
  const file = store && path ? createAppender({ store, path }) : undefined;
  let opened = false;

  const put = (line: LogLine) => {
    const text = `${logLine(profile, line)}\n`;
    file?.write(text);
    stream?.write(text);
  };
  return {
    write(line) {
      if (levels.indexOf(line.level) < levels.indexOf(level)) return;
      const stamp = { at: clock.now(), threadId };
      // virLogVersionString: each output starts with its first message, whatever its level is.
      const before = opened ? [] : openingLines(profile, hostname);
      opened = true;
      for (const each of [...before, line]) put({ ...each, ...stamp });
    },
    flushed: async () => file?.flushed(),
  };
}
