import { LibvirtError } from '../../protocol/errors.ts';
import type { Room } from '../server/room.ts';
import { parameter } from '../types/typed-parameter.ts';
import type { AdminClient, AdminRow, adminRows } from './rows.ts';

/** What an administrator is told: who is connected, and what was configured. */
export interface Administered {
  readonly room: Pick<Room, 'clients'>;
  readonly libVersion: bigint;
  readonly most: { readonly clients: number; readonly requests: number };
  /** The settings of the log, as libvirtd.conf has them. */
  readonly log: { readonly filters: string; readonly outputs: string };
}

type Handlers = {
  readonly [K in keyof typeof adminRows]?: (typeof adminRows)[K] extends AdminRow<infer A, infer R>
    ? (args: A) => R | Promise<R>
    : never;
};

/** The one server of a host. */
const serverName = 'libvirtd';
/** virClientTransport. */
const transports = { unix: 0, tcp: 1, tls: 2 } as const;
/** Calls never wait for a thread here: libvirt's defaults of what it would be. */
const workers = { min: 5, max: 20, priority: 5 };

export function adminHandlers({ room, libVersion, most, log }: Administered): Handlers {
  const srv = { name: serverName };
  const check = ({ name }: { readonly name: string }) => {
    if (name !== serverName) throw invalid(`No server named '${name}'`);
  };
  const find = (wanted: bigint) => {
    const found = room.clients().find(({ id }) => BigInt(id) === wanted);
    if (found) return found;
    throw invalid(`No client with matching ID '${wanted}'`);
  };
  const told = ({ id, since, transport }: ReturnType<typeof find>): AdminClient => ({
    ...{ srv, id: BigInt(id), timestamp: BigInt(Math.floor(since / 1000)), transport: transports[transport] },
  });
  return {
    ConnectOpen: () => ({}),
    ConnectClose: () => ({}),
    ConnectGetLibVersion: () => ({ libVer: libVersion }),
    ConnectListServers: ({ needResults }) => ({ servers: needResults ? [srv] : [], ret: 1 }),
    ConnectLookupServer({ name }) {
      check({ name });
      return { srv };
    },
    ServerGetThreadPoolParameters(args) {
      check(args.srv);
      const figures = {
        minWorkers: workers.min,
        maxWorkers: workers.max,
        nWorkers: workers.min,
        freeWorkers: workers.min,
      };
      return { params: uints({ ...figures, prioWorkers: workers.priority, jobQueueDepth: 0 }) };
    },
    ServerListClients(args) {
      check(args.srv);
      const clients = room.clients().map(told);
      return { clients: args.needResults ? clients : [], ret: clients.length };
    },
    ServerLookupClient: ({ id }) => ({ clnt: told(find(id)) }),
    ClientGetInfo({ clnt }) {
      const { readOnly, address } = find(clnt.id);
      return {
        params: [
          parameter('readonly', 'boolean', readOnly ? 1 : 0),
          ...(address === undefined ? [] : [parameter('sock_addr', 'string', address)]),
        ],
      };
    },
    ClientClose({ clnt }) {
      find(clnt.id).close();
      return {};
    },
    ServerGetClientLimits(args) {
      check(args.srv);
      const now = { nclients_max: most.clients, nclients: room.clients().length };
      return { params: uints({ ...now, nclients_unauth_max: 20, nclients_unauth: 0 }) };
    },
    ConnectGetLoggingOutputs: () => ({ outputs: log.outputs, noutputs: words(log.outputs) }),
    ConnectGetLoggingFilters: () => ({ filters: log.filters || null, nfilters: words(log.filters) }),
  };
}

const uints = (values: Readonly<Record<string, number>>) =>
  Object.entries(values).map(([field, value]) => parameter(field, 'uint', value));
const words = (text: string) => text.split(/\s+/).filter(Boolean).length;
const invalid = (text: string) => new LibvirtError('invalid argument', `invalid argument: ${text}`, 'rpc');
