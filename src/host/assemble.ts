import { randomUuid } from '../clock/uuid.ts';
import { createDestination, type DestinationRole } from '../destination/index.ts';
import { createKeeper } from '../domain/keep.ts';
import { createLock } from '../domain/lock.ts';
import { createRegistry } from '../domain/registry.ts';
import { createHookCaller } from '../hooks/index.ts';
import { openJournal } from '../journal/index.ts';
import { createDeviceNames, createNetworkKeeper, createNetworkList } from '../network/index.ts';
import type { Services } from '../player/index.ts';
import { hostUuidPath, journalPath } from '../protocol/paths.ts';
import { createSource } from '../source/index.ts';
import { asDaemon } from './as-daemon.ts';
import { connectToHost } from './client.ts';
import { createGate } from './gate.ts';
import { guestExit } from './guest-exit.ts';
import { type HostLog, openLog } from './log.ts';
import type { HostOptions } from './options.ts';
import { reload } from './reload.ts';
import type { Serving } from './serve.ts';
import { createUnasked, type Unasked } from './unasked.ts';

/** A host's parts, put together; nothing has happened yet. */
export interface Assembled {
  readonly services: Services;
  readonly serving: Serving;
  readonly destination: DestinationRole;
  readonly log: HostLog;
  readonly unasked: Unasked;
  /** Calls that change something and are not over. */
  readonly underway: Unasked;
}

/** Makes a host of its options. `stopping` is aborted when it ends, `hooksNow` tells what ends its hooks. */
export async function assemble(
  options: HostOptions,
  stopping: AbortSignal,
  hooksNow: Services['hooksNow'],
): Promise<Assembled> {
  const { name, profile, paths, clock, random, store } = options;
  const journal = await openJournal({ host: name, clock, store, path: journalPath(paths) });
  const log = openLog(options, journal, stopping);
  const unasked = createUnasked();
  const underway = createUnasked();
  const registry = createRegistry({ locks: profile.hookLocks });
  const hooks = createHookCaller({
    hooksDirectory: paths.hooks,
    profile,
    clock,
    daemonEnvironment: options.environment,
    run: options.runScript,
    files: options.hookFiles,
  });
  const services: Services = {
    host: name,
    hostUuid: await hostUuid(options),
    profile,
    paths,
    clock,
    random,
    journal,
    log: log.write,
    hooks,
    runner: options.runner,
    registry,
    keeper: createKeeper({ store, paths }),
    networks: createNetworkList({ createLock }),
    networkKeeper: createNetworkKeeper({ store, paths }),
    deviceNames: createDeviceNames(),
    address: options.advertise ?? interfaceOf(options),
    listenAddress: options.waitAt ?? interfaceOf(options),
    stopping,
    hooksNow,
    unasked: unasked.add,
    deadlock: options.deadlock,
    jobWaitMs: options.jobWaitMs,
    guestsAsRoot: options.guestsAsRoot ?? false,
    guestExited: (exit) => {
      if (!stopping.aborted) void guestExit(services, destination, exit);
    },
  };
  const destination: DestinationRole = createDestination(services);
  const reach = async (url: string) =>
    (await options.dial?.({ url, clock, keepalive: options.keepalive })) ??
    connectToHost({
      transport: options.transport,
      clock,
      url,
      // A token in the URL is the one its user wants; without one, hosts that share theirs are meant.
      token: url.includes('token=') ? undefined : options.token,
      client: `host ${name}`,
      keepalive: options.keepalive,
      causality: { known: () => journal.known(), heard: (seqs) => journal.heard(seqs) },
    });
  const serving: Serving = {
    services,
    source: createSource(services),
    destination,
    keepalive: options.keepalive,
    transport: options.transport,
    store,
    machine: options.machine ?? smallMachine,
    gate: createGate(services),
    underway: underway.add,
    reload: () => reload(services),
    connectTo: (url) => asDaemon(services, reach(url)),
  };
  return { services, serving, destination, log, unasked, underway };
}

const smallMachine = {
  model: 'x86_64',
  memoryKib: 2 ** 20,
  cpus: 1,
  mhz: 1000,
  nodes: 1,
  sockets: 1,
  cores: 1,
  threads: 1,
};

/** The interface the host listens on; one that listens on a socket file waits for guests on loopback. */
const interfaceOf = ({ listen: at }: HostOptions) => ('address' in at ? at.address : '127.0.0.1');

/** The host's own uuid, made once: libvirt reads the machine's, two hosts on one machine need two. */
async function hostUuid({ store, paths, random, hostUuid: given }: HostOptions): Promise<string> {
  if (given !== undefined) return given;
  const kept = await store.read(hostUuidPath(paths));
  if (kept) return Buffer.from(kept).toString('utf8').trim();
  const uuid = randomUuid(random);
  await store.write(hostUuidPath(paths), `${uuid}\n`);
  return uuid;
}
