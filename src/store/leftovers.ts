import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode } from './file-error.ts';

/** Temporary files carry their writer's process id, so that what a crashed one left is told from what a live one writes. */
const pattern = /^\.hooklab-(\d+)-\d+\.tmp$/;
const inUse = new Set<string>();
let made = 0;

/** A file name that nobody else uses; it does not contain the final name, whose length may be the longest allowed. */
export function takeTemporaryName(): string {
  made += 1;
  const name = `.hooklab-${process.pid}-${made}.tmp`;
  inUse.add(name);
  return name;
}

/** To be called when the file is renamed or removed. */
export function giveBackTemporaryName(name: string): void {
  inUse.delete(name);
}

/** Whether a name in a directory is one of ours, to be hidden from readers. */
export const isTemporary = (name: string): boolean => pattern.test(name);

/** Removes the temporary files of writers that are gone, as far as it may. A directory that does not exist has none. */
export async function sweep(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const leftovers = names.filter(isLeftover);
  await Promise.all(leftovers.map((name) => unlink(join(directory, name)).catch(() => undefined)));
}

function isLeftover(name: string): boolean {
  const pid = Number(pattern.exec(name)?.[1] ?? 0);
  if (pid === 0) return false;
  // In a container the crashed writer often had our own number.
  return pid === process.pid ? !inUse.has(name) : !isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
