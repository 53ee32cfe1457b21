import { chown, readFile } from 'node:fs/promises';
import { LibvirtError } from '../protocol/errors.ts';

/**
 * The number of a group (virGetGroupID): by name, or a number itself.
 * @throws LibvirtError (invalid argument) in libvirt's words when nobody knows the name.
 */
export async function groupId(name: string, file = '/etc/group'): Promise<number> {
  const known = (await readFile(file, 'utf8').catch(() => '')).split('\n').map((line) => line.split(':'));
  const id = known.find(([called]) => called === name)?.[2] ?? name.replace(/^\+/, '');
  if (/^\d{1,9}$/.test(id)) return Number(id);
  throw new LibvirtError('invalid argument', `invalid argument: Failed to parse group '${name}'`);
}

/** Gives sockets to the group. Returns why that was not possible; only root may give away what is his. */
export async function giveToGroup(paths: readonly string[], group: number): Promise<string | undefined> {
  try {
    for (const path of paths) await chown(path, -1, group);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
