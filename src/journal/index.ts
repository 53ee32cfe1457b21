export { auditLifecycle, auditMigration } from './audit.ts';
export type { Audit, AuditOutcome, LifecycleQuestion, MigrationQuestion } from './question.ts';
export type {
  DaemonEntry,
  Entry,
  EntryOf,
  FaultEntry,
  HookEntry,
  LogEntry,
  MessageEntry,
  Note,
  PhaseEntry,
  Stamp,
  StateEntry,
  TransferEntry,
} from './entry.ts';
export { exitWords } from './exit-words.ts';
export { createJournal, type Journal, type JournalOptions, openJournal } from './journal.ts';
export { createLibvirtLog, type LibvirtLog, type LibvirtLogOptions } from './libvirt-log.ts';
export { type LogLine, logLine, openingLines } from './log-line.ts';
export { mergeJournals } from './merge.ts';
export { parseEntry } from './schema.ts';
export { createLogger, logEntry, logJournal, storeDestination } from './structured-log.ts';
