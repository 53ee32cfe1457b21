import type { Services } from '../player/index.ts';
import type { Connection, SourceSide } from '../protocol/sides.ts';
import { begin } from './begin.ts';
import { confirm } from './confirm.ts';
import type { Outgoing } from './migration.ts';
import { perform } from './perform.ts';

/** The source role of a host; each connection gets its own view of it. */
export function createSource(services: Services): (connection: Connection) => SourceSide {
  const outgoing: Outgoing = new Map();
  return (connection) => ({
    begin: (params) => begin({ services, outgoing, connection }, params),
    perform: (params, signal) => perform({ services, outgoing, connection }, params, signal),
    confirm: (params) => confirm({ services, outgoing, connection }, params),
  });
}
