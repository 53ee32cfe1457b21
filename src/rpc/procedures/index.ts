import type { ProgramName } from '../packet.ts';
import { authRows } from './auth.ts';
import { connectRows } from './connect.ts';
import { consolesRows } from './consoles.ts';
import { devicesRows } from './devices.ts';
import { domainsRows } from './domains.ts';
import { lxcRows, qemuRows } from './drivers.ts';
import { eventsRows } from './events.ts';
import { guestsRows } from './guests.ts';
import { interfacesRows } from './interfaces.ts';
import { jobsRows } from './jobs.ts';
import { lifecycleRows } from './lifecycle.ts';
import { listsRows } from './lists.ts';
import { migrationRows } from './migration.ts';
import { networksRows } from './networks.ts';
import { nodeRows } from './node.ts';
import { nodeDevicesRows } from './node-devices.ts';
import { nwfiltersRows } from './nwfilters.ts';

import type { Row } from './row.ts';
import { saveRows } from './save.ts';
import { secretsRows } from './secrets.ts';
import { snapshotsRows } from './snapshots.ts';
import { storageRows } from './storage.ts';
import { tuningRows } from './tuning.ts';
import { xmlRows } from './xml.ts';

/** The whole table: every procedure of libvirt 9.0.0's remote protocol, one row each, by the name of its API. */
export const remoteRows = {
  ...authRows,
  ...connectRows,
  ...nodeRows,
  ...listsRows,
  ...domainsRows,
  ...lifecycleRows,
  ...xmlRows,
  ...saveRows,
  ...jobsRows,
  ...migrationRows,
  ...eventsRows,
  ...consolesRows,
  ...devicesRows,
  ...tuningRows,
  ...guestsRows,
  ...snapshotsRows,
  ...networksRows,
  ...storageRows,
  ...nodeDevicesRows,
  ...interfacesRows,
  ...nwfiltersRows,
  ...secretsRows,
} as const;

/** A row with the name that it has in its table. */
export interface NamedRow {
  readonly name: string;
  readonly row: Row<unknown, unknown>;
}

const byNumber = new Map<string, NamedRow>(
  Object.entries({ ...remoteRows, ...qemuRows, ...lxcRows }).map(([name, row]) => [
    `${row.program} ${row.number}`,
    { name, row: row as Row<unknown, unknown> },
  ]),
);

/** The procedure of that number; undefined for one that nobody knows. */
export const procedureOf = (program: ProgramName, number: number): NamedRow | undefined =>
  byNumber.get(`${program} ${number}`);

export { type Message, type MessageName, messages, type PayloadOf } from './messages.ts';
export type { AnswerOf, ArgsOf, HandlersOf, Row } from './row.ts';
