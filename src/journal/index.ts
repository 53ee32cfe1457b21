export {
  type Audit,
  type AuditOutcome,
  auditLifecycle,
  auditMigration,
  type LifecycleQuestion,
  type MigrationQuestion,
} from './audit/index.ts';
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
export { createJournal, type Journal, type JournalOptions, openJournal } from './journal.ts';
export { createLibvirtLog, type LibvirtLog, type LibvirtLogOptions } from './libvirt-log.ts';
export { type LogLine, logLine, openingLines } from './log-line.ts';
export { mergeJournals } from './merge.ts';
export { parseEntry } from './schema.ts';
export { createLogger, logEntry, logJournal, storeDestination } from './structured-log.ts';
export { exitWords, guestWords, networkWords, phaseWords, stateWords } from './words.ts';
