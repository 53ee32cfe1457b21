import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { attempting, errorCode } from './file-error.ts';

/** Makes what was renamed into or removed from a directory last: a name is durable only once its directory is. */
export async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Runs `work`; where that fails for want of the directory, makes it (mode 0700, parents too) and runs it again. */
export async function inDirectory<T>(directory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    await attempting('cannot create directory', directory, create(directory));
    return await work();
  }
}

async function create(directory: string): Promise<void> {
  const first = await mkdir(directory, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = directory; made.length >= first.length; made = dirname(made)) await syncDirectory(dirname(made));
}
