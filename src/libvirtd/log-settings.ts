import type { LogSettings } from '../host/log.ts';
import type { LogEntry } from '../journal/entry.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { categoryOf } from './log-category.ts';

type Level = LogEntry['level'];
type Line = Pick<LogEntry, 'level' | 'text'>;

/** Numbers of libvirtd.conf, 1 to 4. */
const levels: readonly Level[] = ['debug', 'info', 'warning', 'error'];

/** What libvirtd.conf says of logs. */
export interface LogConf {
  readonly level?: number | undefined;
  readonly filters?: string | undefined;
  readonly outputs?: string | undefined;
  /** `-v`: at least what is of interest. */
  readonly verbose: boolean;
  /** Where lines go when the file does not say; stderr without it. */
  readonly otherwise?: string | undefined;
}

/** Where lines go, and what the user should know of that. */
export interface GivenLog extends LogSettings {
  readonly notes: readonly string[];
}

/** @throws LibvirtError (invalid argument) in libvirt's words. */
export function logSettings({ level = 0, filters, outputs, verbose, otherwise }: LogConf): GivenLog {
  if (level > 4) throw invalid(`Failed to set logging priority, argument '${level}' is invalid`);
  // log_level = 0 leaves the default, which is 3.
  const least = Math.min(level || 3, verbose ? 2 : 4) - 1;
  const rules = words(filters).map(filterOf);
  const to = words(outputs).map(outputOf);
  return {
    outputs:
      to.length > 0 ? to.map(({ output }) => output) : [{ level: 'debug', ...(otherwise && { path: otherwise }) }],
    notes: to.flatMap(({ note }) => note ?? []),
    admits: (line) => levels.indexOf(line.level) >= (rules.find(({ concerns }) => concerns(line))?.least ?? least),
  };
}

const words = (text: string | undefined) => text?.split(' ').filter((word) => word !== '') ?? [];

function filterOf(word: string): { readonly least: number; readonly concerns: (line: Line) => boolean } {
  const [, priority = '', match = ''] = /^([^:]*):(.*)$/.exec(word) ?? [];
  if (!/^[1-4]$/.test(priority)) throw invalid(`Invalid priority '${priority || word}' for filter '${word}'`);
  if (match === '' || match === '+') throw invalid(`Invalid match string '${match}'`);
  const pattern = glob(match.replace(/^\+/, ''));
  return { least: Number(priority) - 1, concerns: ({ text }) => pattern.test(categoryOf(text)) };
}

/** A shell pattern that may stand anywhere. */
const glob = (match: string): RegExp =>
  new RegExp(
    match
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
    's',
  );

type Output = LogSettings['outputs'][number];

function outputOf(word: string): { readonly output: Output; readonly note?: string } {
  const [priority = '', destination = '', ...rest] = word.split(':');
  const path = rest.join(':');
  if (!/^[1-4]$/.test(priority)) throw invalid(`Invalid log priority '${priority}' for log output '${word}'`);
  const level = levels[Number(priority) - 1] ?? 'debug';
  const named = ['file', 'syslog'].includes(destination);
  if (!['stderr', 'journald', 'file', 'syslog'].includes(destination))
    throw invalid(`Invalid log destination '${destination}' for log output '${word}'`);
  if (named !== (path !== ''))
    throw invalid(`Log output '${word}' does not meet the format requirements for destination type '${destination}'`);
  if (destination === 'file') return { output: { level, path } };
  if (destination === 'stderr') return { output: { level } };
  return { output: { level }, note: `log_outputs: hooklab has no ${destination}, so '${word}' goes to stderr` };
}

const invalid = (text: string) => new LibvirtError('invalid argument', `invalid argument: ${text}`);
