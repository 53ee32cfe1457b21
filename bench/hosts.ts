import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../src/clock/index.ts';
import { conductBetween } from '../src/conductor/index.ts';
import { connectToHost, type HostClient } from '../src/host/client.ts';
import { spawnHost } from '../src/host/spawn.ts';
import { createWebSocketTransport } from '../src/transport/index.ts';

/** A host process without hooks, and a connection to it. */
export interface BenchHost {
  readonly pid: number;
  readonly client: HostClient;
  /** Starts a guest. */
  create(xml: string): Promise<void>;
}

/** A connection to each host. */
export type Connections = Readonly<Record<'a' | 'b', HostClient>>;

export interface BenchHosts {
  readonly a: BenchHost;
  readonly b: BenchHost;
  /** A running guest migrates, conducted from here over these connections, by default those of the hosts. */
  move(from: 'a' | 'b', to: 'a' | 'b', name: string, over?: Connections): Promise<void>;
  /** More connections, for one of many who conduct at once. */
  connect(): Promise<Connections>;
  /** Ends both, with their guests. */
  stop(): Promise<void>;
}

export interface BenchHostsOptions {
  readonly guests: 'process' | 'inline';
  readonly migrationPorts?: string;
  /** Of each host, by its name. */
  readonly environment?: (name: 'a' | 'b') => NodeJS.ProcessEnv;
}

/** Two hosts as a user starts them: processes of the built program, with files of their own. */
export async function startHosts(options: BenchHostsOptions): Promise<BenchHosts> {
  const folder = await mkdtemp(join(tmpdir(), 'hooklab-bench-'));
  const [a, b] = [await start('a', folder, options), await start('b', folder, options)];
  return {
    a,
    b,
    async move(from, to, name, over = { a: a.client, b: b.client }) {
      const domain = await over[from].call('DomainLookup', { driver: 'qemu', key: name });
      await conductBetween(over[from], over[to], { domain, flags: ['live'] });
    },
    connect: async () => ({ a: await a.connect(), b: await b.connect() }),
    async stop() {
      await Promise.all([a.stop(), b.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const clock = systemClock;
const transport = createWebSocketTransport({ clock });

async function start(name: 'a' | 'b', folder: string, { guests, migrationPorts, environment }: BenchHostsOptions) {
  const state = join(folder, name);
  const spawned = await spawnHost({
    clock,
    entry: 'source',
    environment: { ...process.env, ...environment?.(name) },
    options: [
      ...['--name', name, '--state', state, '--hooks', join(state, 'hooks'), '--guests', guests],
      ...(migrationPorts ? ['--migration-ports', migrationPorts] : []),
    ],
  });
  const connect = () => connectToHost({ transport, clock, url: spawned.url, client: 'a bench' });
  const client = await connect();
  return {
    pid: spawned.pid,
    client,
    connect,
    create: async (xml: string) => void (await client.call('DomainCreateXML', { driver: 'qemu', xml })),
    async stop() {
      await client.close();
      await spawned.stop();
    },
  };
}
