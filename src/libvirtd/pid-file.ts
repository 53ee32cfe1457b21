import { readFileSync } from 'node:fs';
import { mkdir, open, readFile, rm, utimes } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, socketError, systemError } from '../transport/socket-error.ts';

/** A daemon's claim to be the only one. */
export interface PidFile {
  release(): Promise<void>;
  /** Gives it the present time: how others can tell that a reload is over. */
  touch(): Promise<void>;
}

/**
 * Writes the file, unless the daemon whose number it holds lives. libvirt locks the file (virPidFileAcquirePath); Node has
 * no such locks, so the number must be that of a process that looks like a daemon.
 * @throws LibvirtError (system error) in libvirt's words.
 */
export async function acquirePidFile(path: string, pid: number): Promise<PidFile> {
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    if (await written(path, pid)) return { release: () => releaseOwn(path, pid), touch: () => touch(path) };
    const other = await holder(path);
    if (other !== undefined && other !== pid && isDaemon(other)) throw taken(path);
    await rm(path, { force: true });
  }
}

const taken = (path: string) => socketError(`Failed to acquire pid file '${path}'`, systemError('EAGAIN'));

async function written(path: string, pid: number): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o644);
    await file.writeFile(`${pid}\n`);
    await file.close();
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw socketError(`Failed to open pid file '${path}'`, error);
  }
}

async function holder(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(text.trim());
  return Number.isInteger(pid) && pid > 0 ? pid : undefined;
}

/** A number may have gone to another program since; where nothing is known of processes, one that lives is a daemon. */
export function isDaemon(pid: number): boolean {
  try {
    return /libvirtd/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return lives(pid) && !isLinux;
  }
}

const isLinux = process.platform === 'linux';

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

async function touch(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

async function releaseOwn(path: string, pid: number): Promise<void> {
  if ((await holder(path)) === pid) await rm(path, { force: true });
}
