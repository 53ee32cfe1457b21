import { type DestinationStream, type Logger, pino } from 'pino';
import type { Store } from '../store/store.ts';
import { createAppender } from './appender.ts';
import type { Entry } from './entry.ts';
import type { Journal } from './journal.ts';
import { exitWords } from './words.ts';

/** Structured logs beside libvirt's own: one JSON line for each hook call, fault and change, with fields to search by. */

/** A pino logger whose lines carry the time of the entry they tell of, not that of their writing. */
export function createLogger(destination: DestinationStream, level = 'info'): Logger {
  return pino({ level, base: null, timestamp: false }, destination);
}

/** A destination for `createLogger`: lines appended to a file of the store. */
export function storeDestination(store: Store, path: string): DestinationStream & { flushed(): Promise<void> } {
  const { write, flushed } = createAppender({ store, path });
  return { write, flushed };
}

/** Logs what is in the journal above `since`, and what comes, until the signal is aborted. */
export async function logJournal(
  journal: Pick<Journal, 'follow'>,
  logger: Logger,
  { since = 0, signal }: { since?: number; signal?: AbortSignal } = {},
): Promise<void> {
  for await (const entry of journal.follow(since, signal)) logEntry(logger, entry);
}

/** Logs one entry: ignored and aborting hooks as warnings, faults as errors, messages between hosts as debug lines. */
export function logEntry(logger: Logger, entry: Entry): void {
  const level = levelOf(entry);
  if (!logger.isLevelEnabled(level)) return;
  const { at, after: _, ...fields } = entry;
  // A log entry's own level is the line's level: pino must not be given a second one.
  logger[level]({ time: at, ...fields, level: undefined }, sentenceOf(entry));
}

function levelOf(entry: Entry): 'debug' | 'info' | 'warn' | 'error' {
  switch (entry.kind) {
    case 'fault':
      return 'error';
    case 'hook':
      return entry.moment === 'called' ? 'debug' : effectLevels[entry.effect ?? 'continue'];
    case 'log':
      return entry.level === 'warning' ? 'warn' : entry.level;
    case 'message':
    case 'transfer':
      return 'debug';
    default:
      return 'info';
  }
}
const effectLevels = { continue: 'info', ignored: 'warn', abort: 'warn' } as const;

function sentenceOf(entry: Entry): string {
  switch (entry.kind) {
    case 'hook':
      return `hook ${entry.argv.join(' ')} ${entry.moment}${entry.moment === 'ended' ? `, ${exitWords(entry)}` : ''}`;
    case 'phase':
      return `${entry.side} ${entry.moment} ${entry.phase} of ${entry.domain}`;
    case 'state':
      return `${entry.domain}: ${entry.event ? `${entry.event.type} ${entry.event.detail}` : (entry.change ?? 'changed')}`;
    case 'transfer':
      return `${entry.domain}: transfer ${entry.moment}`;
    case 'message':
      return `${entry.call} ${entry.direction}`;
    case 'daemon':
      return `daemon ${entry.what}`;
    default:
      return entry.text;
  }
}
