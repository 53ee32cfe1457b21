export { touchMemory } from '../memory/index.ts';
export type {
  CopyEnd,
  GuestSnapshot,
  MigrationStatus,
  OutgoingMigration,
  OutgoingStats,
  RoundReport,
  TransferStats,
} from '../transfer/index.ts';
export { cacheSize, defaultCacheBytes, defaultDowntimeMs, jobStats, largestDowntimeMs } from '../transfer/index.ts';
export { migrationPorts, type PortRange } from './door.ts';
export { type InlineRunnerOptions, inlineRunner } from './inline.ts';
export type {
  ExitHandler,
  Guest,
  GuestActivity,
  GuestExitReason,
  GuestReading,
  GuestRunner,
  GuestSpec,
  IncomingGuest,
  IncomingOptions,
  MigrateToOptions,
  SavedImage,
} from './runner.ts';
export { monitorClosed } from './runner.ts';
