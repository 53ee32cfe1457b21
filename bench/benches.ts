import { daemonDelayRows } from './daemon-delay.ts';
import { guestStartRows } from './guest-start.ts';
import { hookCallRows } from './hook-call.ts';
import { inlineMigrationRows } from './inline-migration.ts';
import { machineRows } from './machine.ts';
import { manyGuestsRows } from './many-guests.ts';
import { manyMigrationsRows } from './many-migrations.ts';
import { predictionRows } from './predictions.ts';
import { processMigrationRows } from './process-migration.ts';
import type { Row } from './row.ts';
import { rpcRows } from './rpc.ts';
import { rpcListRows } from './rpc-list.ts';
import { transferRows } from './transfer.ts';
import { virshMigrateRows } from './virsh-migrate.ts';

/** Each measures one thing; its argument is how often. A new bench is a new line here. */
export const benches: Readonly<Record<string, (turns: number) => Promise<readonly Row[]>>> = {
  machine: machineRows,
  'guest-start': guestStartRows,
  'process-migration': processMigrationRows,
  transfer: transferRows,
  'daemon-delay': daemonDelayRows,
  'inline-migration': inlineMigrationRows,
  'many-migrations': manyMigrationsRows,
  'many-guests': manyGuestsRows,
  rpc: rpcRows,
  'rpc-list': rpcListRows,
  'virsh-migrate': virshMigrateRows,
  'hook-call': hookCallRows,
  predict: predictionRows,
};
