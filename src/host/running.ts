import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A host process of this user on this machine, as it announced itself. */
export interface RunningHost {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  readonly libvirt: string;
  /** Token that clients of the same user may use; the directory is readable by nobody else. */
  readonly token?: string | undefined;
}

/** One file for each running host of this user, mode 0700: this is how `hooklab list` finds the only host there is. */
const directory = (environment: NodeJS.ProcessEnv) =>
  join(environment.XDG_RUNTIME_DIR ?? tmpdir(), `hooklab-${userInfo().uid}`);

/** Announces a host; the returned function takes that back. */
export async function announceHost(host: RunningHost, environment: NodeJS.ProcessEnv): Promise<() => Promise<void>> {
  const folder = directory(environment);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const path = join(folder, `${host.pid}.json`);
  await writeFile(path, JSON.stringify(host), { mode: 0o600 });
  return () => rm(path, { force: true });
}

/** Hosts of this user that run now. Files of hosts that were killed are removed on the way. */
export async function listRunningHosts(environment: NodeJS.ProcessEnv): Promise<readonly RunningHost[]> {
  const folder = directory(environment);
  const files = await readdir(folder).catch(() => []);
  const found = await Promise.all(
    files.filter((name) => name.endsWith('.json')).map((name) => read(join(folder, name))),
  );
  return found.filter((host) => host !== undefined);
}

async function read(path: string): Promise<RunningHost | undefined> {
  try {
    const host = JSON.parse(await readFile(path, 'utf8')) as RunningHost;
    process.kill(host.pid, 0);
    return host;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') await rm(path, { force: true });
    return undefined;
  }
}
