import { chmod, lstat, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { connect, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { bind } from './bind.ts';
import { bindError, errorCode, socketError, systemError } from './socket-error.ts';

/** sockaddr_un holds 108 bytes, the last of them zero. */
const longestPath = 107;

/** @throws LibvirtError (system error) for a path that no unix socket can have. */
export function refuseLongPath(path: string): void {
  if (Buffer.byteLength(path) <= longestPath) return;
  throw socketError(`Path ${path} too long for unix socket`, systemError('ENAMETOOLONG'));
}

/**
 * Makes a server listen at a socket, of mode 0600 unless given. The socket is made in a directory of our own beside it and
 * gets its name only when its mode is right: changing the umask instead, as libvirt does, would change it for every
 * thread. Returns what removes the socket.
 * @throws LibvirtError (system error) when something else has that name, such as the socket of a host that lives.
 */
export async function listenAtSocket(server: Server, path: string, mode = 0o600): Promise<() => Promise<void>> {
  refuseLongPath(path);
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await refuseTaken(path);
    await bindPrivately(server, path, mode);
    const { ino } = await lstat(path);
    return () => removeOwn(path, ino);
  } catch (error) {
    server.close();
    throw errorCode(error) ? bindError({ socket: path }, error) : error;
  }
}

async function bindPrivately(server: Server, path: string, mode: number): Promise<void> {
  const own = await mkdtemp(join(dirname(path), '.s'));
  try {
    const socket = join(own, 's');
    refuseLongPath(socket);
    await bind(server, { socket }, { socket: path });
    await chmod(socket, mode);
    await rename(socket, path);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** A socket whose owner is gone may be replaced; a file of another kind never. */
async function refuseTaken(path: string): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there && !(there.isSocket() && (await isAbandoned(path)))) throw systemError('EADDRINUSE');
}

function isAbandoned(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    const answer = (abandoned: boolean) => {
      probe.destroy();
      resolve(abandoned);
    };
    probe.once('connect', () => answer(false));
    probe.once('error', (error) => answer(errorCode(error) === 'ECONNREFUSED'));
  });
}

async function removeOwn(path: string, ino: number): Promise<void> {
  const there = await lstat(path).catch(() => undefined);
  if (there?.ino === ino) await rm(path, { force: true });
}
