import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LibvirtError } from '../../../protocol/errors.ts';
import { guestLogPath, type HostPaths, monitorPath } from '../../../protocol/paths.ts';
import type { TlsFiles } from '../../../transport/index.ts';
import { migrationPorts, type PortRange } from '../door.ts';
import { type GuestRunner, type GuestSpec, monitorClosed } from '../runner.ts';
import type { Birth } from './commands.ts';
import { endProcess, isGuestProcess } from './guest-process.ts';
import { connectToGuest } from './monitor-socket.ts';
import { type RemoteGuest, remoteGuest } from './remote-guest.ts';
import { spawnGuest } from './spawn-guest.ts';

export interface ProcessRunnerOptions {
  /** The guest's program, one bundled file. */
  readonly entry: string;
  readonly paths: HostPaths;
  /** Guests end with the daemon, however it ends; otherwise they outlive it. */
  readonly owned: boolean;
  /** Ports that guests wait on for migration streams; libvirt's 49152 to 49215 unless given. */
  readonly ports?: PortRange | undefined;
  /** Certificates of this host: migration streams then come in by TLS. */
  readonly tls?: TlsFiles | undefined;
}

/** Guests that are processes of their own, as QEMUs are: they send and take their memory themselves. */
export function processRunner(options: ProcessRunnerOptions): GuestRunner {
  const { entry, paths, owned, ports = migrationPorts, tls } = options;
  const bear = async (spec: GuestSpec, begin: (remote: RemoteGuest, birth: Birth) => Promise<unknown>) => {
    const monitor = monitorPath(paths, spec);
    const remote = born({ spec, entry, monitor, log: guestLogPath(paths, spec.driver, spec.name) });
    try {
      await begin(remote, { spec, monitor, owned, tls });
      return remote;
    } catch (error) {
      const died = error instanceof LibvirtError && error.message === 'operation failed: domain is not running';
      await remote.guest.kill();
      throw died ? new LibvirtError('internal error', monitorClosed, 'qemu') : error;
    }
  };
  return {
    outliveDaemon: !owned,
    start: async (spec) => (await bear(spec, ({ monitor }, birth) => monitor.ask('start', birth))).guest,
    load: async (spec, image) =>
      (await bear(spec, ({ monitor }, birth) => monitor.ask('load', { ...birth, image }))).guest,
    async incoming(spec, at) {
      let uri = '';
      const remote = await bear(spec, async ({ monitor }, birth) => {
        ({ uri } = await monitor.ask('incoming', { ...birth, at, ports }));
      });
      return remote.waiting(uri);
    },
    find: (spec, pid) => found(spec, pid, monitorPath(paths, spec)),
  };
}

type Born = Parameters<typeof spawnGuest>[0];

function born(options: Born): RemoteGuest {
  const { spec, monitor } = options;
  const { child, socket } = spawnGuest(options);
  return remoteGuest({
    spec,
    pid: child.pid ?? 0,
    socket,
    kill: () => void child.kill('SIGKILL'),
    sweep: () => sweep(monitor),
  });
}

/** A process that does not answer is ended, as libvirt ends a QEMU whose monitor it cannot reach. */
async function found(spec: GuestSpec, pid: number, path: string) {
  const socket = await connectToGuest(path);
  if (!socket) {
    if (isGuestProcess(pid, spec)) endProcess(pid);
    await sweep(path);
    return undefined;
  }
  const kill = () => {
    if (isGuestProcess(pid, spec)) endProcess(pid);
  };
  const remote = remoteGuest({ spec, pid, socket, kill, sweep: () => sweep(path) });
  const answer = await remote.monitor.ask('find', {}).catch(() => undefined);
  return answer?.pid === pid ? remote.guest : undefined;
}

const sweep = (monitor: string) => rm(dirname(monitor), { recursive: true, force: true });
