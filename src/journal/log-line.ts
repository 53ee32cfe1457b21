import type { Profile } from '../protocol/profiles/index.ts';
import type { LogEntry } from './entry.ts';

export interface LogLine {
  readonly level: LogEntry['level'];
  /** What follows the level: `FUNCTION:LINE : MESSAGE`. */
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly threadId: number;
}

/** A line of libvirt's log in the profile's shape (libvirt-facts.md B6), without its newline. */
export function logLine({ logLine: shape }: Profile, { level, text, at, threadId }: LogLine): string {
  return [...stampOf[shape](new Date(at), threadId), `${level} : ${text}`].join(': ');
}

const stampOf: Readonly<Record<Profile['logLine'], (at: Date, threadId: number) => readonly (string | number)[]>> = {
  'local time': (at) => [localTime(at)],
  'local time, thread': (at, threadId) => [localTime(at), threadId],
  'local date and time, thread': (at, threadId) => [`${localDate(at)} ${localTime(at)}`, threadId],
  'UTC date and time, thread': (at, threadId) => [at.toISOString().replace('T', ' ').replace('Z', '+0000'), threadId],
};

const digits = (value: number, width = 2) => String(value).padStart(width, '0');
const localDate = (at: Date) => `${digits(at.getFullYear(), 4)}-${digits(at.getMonth() + 1)}-${digits(at.getDate())}`;
const localTime = (at: Date) =>
  `${digits(at.getHours())}:${digits(at.getMinutes())}:${digits(at.getSeconds())}.${digits(at.getMilliseconds(), 3)}`;

/** The lines every output of the log starts with. */
export function openingLines(
  { logOpening, release }: Profile,
  hostname: string,
): readonly Pick<LogLine, 'level' | 'text'>[] {
  const words = { version: `libvirt version: ${release}, package: hooklab`, hostname: `hostname: ${hostname}` };
  return logOpening.map((word) => ({ level: 'info', text: words[word] }));
}
