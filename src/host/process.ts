import { systemClock, systemRandom } from '../clock/index.ts';
import { type GuestRunner, type InlineRunnerOptions, inlineRunner, touchMemory } from '../domain/runner/index.ts';
import { processRunner } from '../domain/runner/process/index.ts';
import { createScriptRunner } from '../hooks/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { type HostPaths, pathsBelow } from '../protocol/paths.ts';
import { profileFor } from '../protocol/profiles/index.ts';
import { diskStore } from '../store/index.ts';
import { createWebSocketTransport } from '../transport/index.ts';
import type { ListenOptions } from '../transport/link.ts';
import { type TlsFiles, wantsCertificates } from '../transport/tls.ts';
import { withBootWorkload } from './boot-workload.ts';
import type { Door } from './door.ts';
import { guestProgram } from './guest-program.ts';
import { type Host, startHost } from './host.ts';
import { isLoopback, listenAddress } from './listen-address.ts';
import { type Dial, hostDefaults } from './options.ts';
import { checkedOptions, type ProcessOptions, tlsFilesOf } from './process-options.ts';
import { announceHost } from './running.ts';
import { thisMachine } from './this-machine.ts';
import { readTokenFile } from './token-file.ts';

/** What a host process needs of the process it runs in; the entry points hand it over. */
export interface ProcessPort {
  readonly pid: number;
  readonly environment: NodeJS.ProcessEnv;
  readonly stdin: NodeJS.ReadableStream;
  /** One JSON line on stdout when clients can connect. */
  ready(line: object): void;
  /** libvirt's log lines, on stderr. */
  log(line: string): void;
  onSignal(names: readonly NodeJS.Signals[], action: () => void): void;
  /** How hosts named by a libvirt URI are reached. */
  readonly dial?: Dial;
  /**
   * Other doors that the options ask for; `opened` is told where clients find them, once they are open.
   * @throws LibvirtError (invalid argument) for options that make no sense.
   */
  doors?(options: ProcessOptions, opened: (addresses: readonly string[]) => void): readonly Door[];
}

/**
 * Runs a host until it is told to end, by SIGTERM, SIGINT or SIGQUIT, or by the end of stdin where it is owned. SIGHUP
 * reloads.
 * @throws LibvirtError when it cannot start; nothing is left running then.
 */
export async function runHostProcess(given: ProcessOptions, port: ProcessPort): Promise<void> {
  const options = checkedOptions(given);
  const at = listenAddress(options.listen);
  const token = options.tokenFile ? await readTokenFile(options.tokenFile, systemRandom) : undefined;
  const tls = tlsFilesOf(options);
  if (!token && !isLoopback(at) && !(tls && wantsCertificates(tls))) throw wantsToken(options.listen);
  const others: string[] = [];
  const doors = port.doors?.(options, (addresses) => void others.push(...addresses)) ?? [];
  const ending = untilToldToEnd(options, port);
  const host = await start(options, { at, token, doors, tls }, port);
  const profile = profileFor(options.libvirt);
  const { url, name } = host;
  const withdraw = await announceHost({ name, url, pid: port.pid, libvirt: profile.release, token }, port.environment);
  port.onSignal(['SIGHUP'], () => void host.reload());
  const rpc = others.length > 0 ? { rpc: others } : {};
  port.ready({ ready: true, name, url, pid: port.pid, libvirt: profile.release, ...rpc });
  await ending;
  await withdraw();
  await host.shutdown({ graceMs: options.owned ? 0 : hostDefaults.graceMs });
}

const wantsToken = (listen: string) =>
  new LibvirtError(
    'invalid argument',
    `a host runs scripts, so it listens on ${new URL(listen).hostname}, which others can reach, only with a token: give --token-file (or, for TLS, --tls-ca)`,
  );

function untilToldToEnd({ owned }: ProcessOptions, port: ProcessPort): Promise<void> {
  return new Promise<void>((resolve) => {
    port.onSignal(['SIGTERM', 'SIGINT', 'SIGQUIT'], resolve);
    if (!owned) return;
    port.stdin.once('end', resolve);
    port.stdin.once('error', () => resolve());
    port.stdin.resume();
  }).then(() => {
    // Nothing more is read; a pipe that is still open must not keep the process.
    port.stdin.pause();
  });
}

/** The ways into the host. */
interface Ways {
  readonly at: ListenOptions['at'];
  readonly token: string | undefined;
  readonly doors: readonly Door[];
  readonly tls: TlsFiles | undefined;
}

async function start(options: ProcessOptions, { at, token, doors, tls }: Ways, port: ProcessPort): Promise<Host> {
  const clock = systemClock;
  const transport = createWebSocketTransport({ clock, tls });
  const store = diskStore();
  const paths = pathsBelow(options.state, options.hooks);
  const scripts = createScriptRunner({ clock });
  const { jobWait = hostDefaults.jobWaitMs / 1000, keepalive = hostDefaults.keepalive.intervalSeconds } = options;
  const host = {
    jobWaitMs: jobWait * 1000,
    guestsAsRoot: options.guestsAsRoot ?? false,
    keepalive: { ...hostDefaults.keepalive, intervalSeconds: keepalive },
    name: options.name,
    profile: profileFor(options.libvirt),
    paths,
    clock,
    random: systemRandom,
    transport,
    store,
    runner: withBootWorkload(runnerFor(options, paths, { clock, transport, store, tls }), options.bootWorkload),
    runScript: scripts.run,
    environment: port.environment,
    machine: thisMachine(),
    listen: at,
    ...(port.dial && { dial: port.dial }),
    ...(options.advertise && { advertise: options.advertise }),
    token,
    deadlock: { afterMs: options.deadlockAfter * 1000, action: options.deadlock },
    showLog: port.log,
    threadId: port.pid,
  };
  return startHost(host, doors);
}

type Means = Pick<InlineRunnerOptions, 'clock' | 'transport' | 'store'> & Pick<Ways, 'tls'>;

function runnerFor(
  { guests, owned, migrationPorts: ports }: ProcessOptions,
  paths: HostPaths,
  means: Means,
): GuestRunner {
  if (guests === 'inline')
    return inlineRunner({ ...means, ...(ports && { ports }), random: systemRandom, touch: touchMemory });
  return processRunner({ entry: guestProgram, paths, owned, ports, tls: means.tls });
}
