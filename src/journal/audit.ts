export { auditLifecycle } from './audit-lifecycle.ts';
export { auditMigration } from './audit-migration.ts';
