export { auditLifecycle } from './lifecycle.ts';
export { auditMigration } from './migration.ts';
export type { Audit, AuditOutcome, LifecycleQuestion, MigrationQuestion } from './question.ts';
