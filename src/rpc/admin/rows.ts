import { bounds } from '../types/bounds.ts';
import { optionalString, string } from '../types/common.ts';
import { typedParameters } from '../types/typed-parameter.ts';
import {
  array,
  type Fields,
  hyper,
  type StructOf,
  struct,
  uhyper,
  uint,
  type ValueOf,
  type XdrType,
} from '../xdr/index.ts';

/** One procedure of libvirt's admin program: its number, what it is given, and what it answers. */
export interface AdminRow<A, R> {
  readonly number: number;
  readonly args: XdrType<A>;
  readonly result: XdrType<R>;
}

const row = <A extends Fields, R extends Fields>(
  number: number,
  args: A,
  result: R,
): AdminRow<StructOf<A>, StructOf<R>> => ({ number, args: struct(args), result: struct(result) });

const server = struct({ name: string });
const client = struct({ srv: server, id: uhyper, timestamp: hyper, transport: uint });
export type AdminClient = ValueOf<typeof client>;
const params = typedParameters(bounds.adminParameters);
const flags = uint;

/** The table of the admin program (libvirt 9.0.0), by the names of its APIs without their `virAdm`. */
export const adminRows = {
  ConnectOpen: row(1, { flags }, {}),
  ConnectClose: row(2, {}, {}),
  ConnectGetLibVersion: row(3, {}, { libVer: uhyper }),
  ConnectListServers: row(
    4,
    { needResults: uint, flags },
    { servers: array(server, bounds.adminServerList), ret: uint },
  ),
  ConnectLookupServer: row(5, { name: string, flags }, { srv: server }),
  ServerGetThreadPoolParameters: row(6, { srv: server, flags }, { params }),
  ServerSetThreadPoolParameters: row(7, { srv: server, params, flags }, {}),
  ServerListClients: row(
    8,
    { srv: server, needResults: uint, flags },
    { clients: array(client, bounds.adminClientList), ret: uint },
  ),
  ServerLookupClient: row(9, { srv: server, id: uhyper, flags }, { clnt: client }),
  ClientGetInfo: row(10, { clnt: client, flags }, { params }),
  ClientClose: row(11, { clnt: client, flags }, {}),
  ServerGetClientLimits: row(12, { srv: server, flags }, { params }),
  ServerSetClientLimits: row(13, { srv: server, params, flags }, {}),
  ConnectGetLoggingOutputs: row(14, { flags }, { outputs: string, noutputs: uint }),
  ConnectGetLoggingFilters: row(15, { flags }, { filters: optionalString, nfilters: uint }),
  ConnectSetLoggingOutputs: row(16, { outputs: optionalString, flags }, {}),
  ConnectSetLoggingFilters: row(17, { filters: optionalString, flags }, {}),
  ServerUpdateTlsFiles: row(18, { srv: server, flags }, {}),
  ConnectSetDaemonTimeout: row(19, { timeout: uint, flags }, {}),
} as const;
