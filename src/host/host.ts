import { randomUuid } from '../clock/uuid.ts';
import { createDestination, type DestinationRole } from '../destination/index.ts';
import { createKeeper } from '../domain/keep.ts';
import { createLock } from '../domain/lock.ts';
import { createRegistry } from '../domain/registry.ts';
import { createHookCaller } from '../hooks/index.ts';
import { type Journal, openJournal } from '../journal/index.ts';
import { createDeviceNames, createNetworkKeeper, createNetworkList } from '../network/index.ts';
import type { Services } from '../player/index.ts';
import { limits } from '../protocol/limits.ts';
import { hostUuidPath, journalPath } from '../protocol/paths.ts';
import { createSource } from '../source/index.ts';
import { mortalStore } from '../store/index.ts';
import type { Link, Listener } from '../transport/link.ts';
import { asDaemon } from './as-daemon.ts';
import { autostart } from './autostart.ts';
import { connectToHost } from './client.ts';
import { daemonHook, scanHooks } from './daemon-hooks.ts';
import { type Door, openAll } from './door.ts';
import { guestExit } from './guest-exit.ts';
import { loadDomains } from './load.ts';
import { autostartNetworks, loadNetworks } from './load-networks.ts';
import { openLog } from './log.ts';
import type { HostOptions } from './options.ts';
import { type Serving, serve } from './serve.ts';
import { sameToken } from './token.ts';
import { createUnasked } from './unasked.ts';

/** A running host. */
export interface Host {
  readonly name: string;
  /** What clients connect to. */
  readonly url: string;
  readonly journal: Journal;
  /** As SIGHUP: the hooks are looked up again, then the daemon's reload hook runs. */
  reload(): Promise<void>;
  /** As SIGTERM: hooks that run are ended, the daemon's shutdown hook runs, guests end with their host. */
  shutdown(): Promise<void>;
  /** As kill -9, for tests in one process: nothing is said, no hook runs, guests die. */
  kill(): Promise<void>;
}

/**
 * Starts a host: the daemon's start hook first, before anybody can connect (libvirt-facts.md A1), then its domains,
 * then the listener and the other doors.
 * @throws LibvirtError when the address is taken or the state directory cannot be used.
 */
export async function startHost(given: HostOptions, doors: readonly Door[] = []): Promise<Host> {
  const stopping = new AbortController();
  const hooksNow = { signal: stopping.signal };
  const store = mortalStore(given.store);
  const options = { ...given, store };
  const { services, serving, destination, log, unasked } = await assemble(options, stopping.signal, hooksNow);
  const { journal } = services;
  journal.write({ kind: 'daemon', what: 'started' });
  await scanHooks(services);
  await daemonHook(services, 'daemon start', stopping.signal);
  await loadNetworks(services, options.store);
  await loadDomains(services, options.store);
  const listener = await listen(options, (link) => serve(serving, link));
  const front = await openAll(doors, serving).catch(async (error) => {
    await listener.close();
    throw error;
  });
  journal.write({ kind: 'daemon', what: 'ready', text: listener.url });
  const booting = autostart({ ...serving, destination });

  async function end() {
    stopping.abort();
    // Guests that arrive for clients who are cut off now leave with their hooks (recording 3i-libvirtd-B-TERM-direct).
    const leaving = new AbortController();
    hooksNow.signal = leaving.signal;
    await front.close();
    await listener.close();
    await booting;
    await unasked.done();
    leaving.abort();
  }
  return {
    name: options.name,
    url: listener.url,
    journal,
    reload: serving.reload,
    async shutdown() {
      journal.write({ kind: 'daemon', what: 'shutting down' });
      await end();
      if (services.profile.rescansAtShutdown) await scanHooks(services);
      await daemonHook(services, 'daemon shutdown');
      journal.write({ kind: 'daemon', what: 'stopped' });
      if (!services.runner.outliveDaemon) await killGuests(services);
      await log.flushed();
      await journal.flushed();
    },
    async kill() {
      journal.seal();
      store.die();
      stopping.abort();
      if (!services.runner.outliveDaemon) await killGuests(services);
      await front.close();
      await listener.close();
    },
  };
}

async function assemble(options: HostOptions, stopping: AbortSignal, hooksNow: Services['hooksNow']) {
  const { name, profile, paths, clock, random, store } = options;
  const journal = await openJournal({ host: name, clock, store, path: journalPath(paths) });
  const log = openLog(options, journal, stopping);
  const unasked = createUnasked();
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
    listenAddress: interfaceOf(options),
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
  const serving: Serving = {
    services,
    source: createSource(services),
    destination,
    keepalive: options.keepalive,
    machine: options.machine ?? smallMachine,
    reload: () => reload(services),
    connectTo: (url) =>
      asDaemon(
        services,
        connectToHost({
          transport: options.transport,
          clock,
          url,
          // A token in the URL is the one its user wants; without one, hosts that share theirs are meant.
          token: url.includes('token=') ? undefined : options.token,
          client: `host ${name}`,
          keepalive: options.keepalive,
          causality: { known: () => journal.known(), heard: (seqs) => journal.heard(seqs) },
        }),
      ),
  };
  return { services, serving, destination, log, unasked };
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

async function reload(services: Services): Promise<void> {
  await scanHooks(services);
  await daemonHook(services, 'daemon reload', services.stopping);
  await autostartNetworks(services);
  services.journal.write({ kind: 'daemon', what: 'reloaded' });
}

/** The host's own uuid, made once: libvirt reads the machine's, two hosts on one machine need two. */
async function hostUuid({ store, paths, random }: HostOptions): Promise<string> {
  const kept = await store.read(hostUuidPath(paths));
  if (kept) return Buffer.from(kept).toString('utf8').trim();
  const uuid = randomUuid(random);
  await store.write(hostUuidPath(paths), `${uuid}\n`);
  return uuid;
}

function listen({ transport, listen: at, token }: HostOptions, onLink: (link: Link) => void): Promise<Listener> {
  return transport.listen({
    at,
    maxMessageBytes: limits.messageBytes,
    refuse: (admission) =>
      token === undefined || sameToken(token, admission.token) ? undefined : refusal(admission.token),
    onLink,
  });
}

const refusal = (offered: string | undefined) =>
  offered === undefined ? 'this host wants a token and none was given' : 'the token is not the one this host wants';

/** Guests of this process end with it; their files stay, so that the next start finds them dead. */
async function killGuests({ registry }: Services): Promise<void> {
  for (const { status } of registry.all()) if (status.state !== 'shutoff') await status.guest?.kill();
}
