import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { systemClock, systemRandom } from '../clock/index.ts';
import { processRunner } from '../domain/runner/process/index.ts';
import { createScriptRunner } from '../hooks/index.ts';
import { withBootWorkload } from '../host/boot-workload.ts';
import type { Door } from '../host/door.ts';
import { guestProgram } from '../host/guest-program.ts';
import { type Host, startHost } from '../host/host.ts';
import { isLoopback, listenAddress } from '../host/listen-address.ts';
import { hostDefaults } from '../host/options.ts';
import type { ProcessPort } from '../host/process.ts';
import { announceHost } from '../host/running.ts';
import { thisMachine } from '../host/this-machine.ts';
import { readTokenFile } from '../host/token-file.ts';
import { createLibvirtLog } from '../journal/index.ts';
import { LibvirtError } from '../protocol/errors.ts';
import { daemonConfPath, daemonLogPath, daemonPidPath, pkiPaths, systemPathsBelow } from '../protocol/paths.ts';
import { type Profile, profileFor } from '../protocol/profiles/index.ts';
import { connectToLibvirt } from '../rpc/index.ts';
import { diskStore } from '../store/index.ts';
import { createWebSocketTransport } from '../transport/index.ts';
import { daemonDoor } from './doors.ts';
import { configurationError, exitStatus, failureLine, isKnownElsewhere, isOfSockets, stage } from './failures.ts';
import { hostUuidOf } from './host-uuid.ts';
import { idleWatch } from './idle.ts';
import { type GivenLog, logSettings } from './log-settings.ts';
import type { LibvirtdOptions } from './options.ts';
import { acquirePidFile, type PidFile } from './pid-file.ts';
import { reachableAt } from './reachable-at.ts';
import { readSettings, type Settings } from './settings.ts';

/** What a daemon needs of the process it runs in; `ready` is called once clients can connect. */
export type DaemonPort = Pick<ProcessPort, 'pid' | 'environment' | 'log' | 'onSignal'> & { readonly ready: () => void };

/** A daemon before it runs: what its files say. */
interface Plan {
  readonly options: LibvirtdOptions;
  readonly profile: Profile;
  readonly root: string;
  readonly paths: ReturnType<typeof systemPathsBelow>;
  readonly settings: Settings;
  readonly log: GivenLog;
}

/**
 * Runs a daemon in libvirtd's place until SIGTERM, SIGINT or SIGQUIT; SIGHUP reloads. Resolves with libvirtd's exit
 * status; what kept it from starting is one line of its log.
 * @throws LibvirtError (invalid argument) for a release that is none.
 */
export async function runLibvirtd(options: LibvirtdOptions, port: DaemonPort): Promise<number> {
  return orLogged(options, port, async (profile) => {
    const plan = await read(options, profile);
    const file = resolve(options.pidFile ?? daemonPidPath(plan.paths));
    const pidFile = await stage('pid file', () => acquirePidFile(file, port.pid));
    await serve(plan, port, pidFile).finally(pidFile.release);
  });
}

/** What a daemon that goes to the background is spared: resolves with 1 when the configuration cannot be followed. */
export const checkConfiguration = (options: LibvirtdOptions, port: Pick<DaemonPort, 'pid' | 'log'>): Promise<number> =>
  orLogged(options, port, (profile) => read(options, profile));

async function orLogged(
  { libvirt }: LibvirtdOptions,
  { pid, log }: Pick<DaemonPort, 'pid' | 'log'>,
  work: (profile: Profile) => Promise<unknown>,
): Promise<number> {
  const profile = profileFor(libvirt);
  try {
    await work(profile);
    return 0;
  } catch (error) {
    if (!(error instanceof LibvirtError)) throw error;
    const about = { profile, clock: systemClock, hostname: hostname(), threadId: pid };
    const lines = createLibvirtLog({ ...about, stream: { write: log } });
    lines.write({ level: 'error', text: failureLine(profile, error) });
    return exitStatus(error);
  }
}

/** @throws LibvirtError for what the configuration has wrong. */
async function read(options: LibvirtdOptions, profile: Profile): Promise<Plan> {
  const root = resolve(options.prefix ?? '/');
  const paths = systemPathsBelow(root);
  const file = options.config === undefined ? undefined : resolve(options.config);
  const { verbose, listen, background } = options;
  const settings = await stage('configuration', () =>
    readSettings({ paths, root, file, listen }).catch((error: LibvirtError) => {
      if (isOfSockets(error)) return stage('network', () => Promise.reject(error));
      throw isKnownElsewhere(error) ? error : configurationError(error, file ?? daemonConfPath(paths));
    }),
  );
  const otherwise = background ? daemonLogPath(paths) : undefined;
  const log = await stage('configuration', async () => logSettings({ ...settings.log, verbose, otherwise }));
  return { options, profile, root, paths, settings, log };
}

async function serve(plan: Plan, port: DaemonPort, pidFile: PidFile): Promise<void> {
  let end = () => {};
  const ending = new Promise<void>((told) => {
    end = told;
  });
  port.onSignal(['SIGTERM', 'SIGINT', 'SIGQUIT'], end);
  let guestsRun = () => false;
  const idle = idleWatch({ clock: systemClock, seconds: plan.options.timeout, busy: () => guestsRun(), onIdle: end });
  const door = await stage('network', () => daemonDoor(plan.settings, idle.clients));
  const watched: Door = async (inside) => {
    guestsRun = () => inside.services.registry.all().some(({ status }) => status.state !== 'shutoff');
    for (const text of [...plan.settings.notes, ...plan.log.notes])
      inside.services.log({ level: 'warning', text: `hooklab : ${text}` });
    return stage('network', () => door(inside));
  };
  const { host, token } = await start(plan, watched, port);
  port.onSignal(['SIGHUP'], () => void host.reload().then(pidFile.touch));
  const { name, url } = host;
  const withdraw = await announceHost(
    { name, url, pid: port.pid, libvirt: plan.profile.release, token },
    port.environment,
  );
  idle.clients(0);
  port.ready();
  await ending;
  idle.stop();
  await withdraw();
  await host.shutdown({ graceMs: hostDefaults.graceMs });
}

async function start(plan: Plan, door: Door, port: DaemonPort): Promise<{ host: Host; token: string | undefined }> {
  const { options, profile, paths, root, settings, log } = plan;
  const { migration, guestsAsRoot, hostKeepalive } = settings;
  const listen = listenAddress(options.websocket);
  const token = options.tokenFile === undefined ? undefined : await readTokenFile(options.tokenFile, systemRandom);
  const tls = options.websocket.startsWith('wss:') ? (settings.tls?.files ?? pkiPaths(root)) : undefined;
  if (!token && !tls && !isLoopback(listen)) throw wantsToken(options.websocket);
  const clock = systemClock;
  const name = hostname();
  const hostUuid = await stage('configuration', () => hostUuidOf(settings));
  const host = await startHost(
    {
      ...hostDefaults,
      name,
      profile,
      paths,
      clock,
      random: systemRandom,
      transport: createWebSocketTransport({ clock, tls }),
      store: diskStore(),
      runner: withBootWorkload(
        processRunner({ entry: guestProgram, paths, owned: false, ports: migration.ports, tls }),
        options.bootWorkload,
      ),
      runScript: createScriptRunner({ clock }).run,
      environment: port.environment,
      machine: thisMachine(),
      listen,
      advertise: await reachableAt(migration.host, name),
      waitAt: migration.address ?? '0.0.0.0',
      ...(hostUuid !== undefined && { hostUuid }),
      token,
      guestsAsRoot,
      keepalive: hostKeepalive,
      dial: connectToLibvirt,
      showLog: port.log,
      log,
      threadId: port.pid,
    },
    [door],
  );
  return { host, token };
}

const wantsToken = (websocket: string) =>
  new LibvirtError(
    'system error',
    `a host runs scripts, so it listens on ${new URL(websocket).hostname}, which others can reach, only with --token-file or by wss://`,
  );
