import { readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { strerror } from '../../protocol/system-errors.ts';
import { type Owner, type Pool, type Space, storageError } from './pool.ts';

/** What a pool's directory holds. */

/** Looks which files there are. @throws LibvirtError (system error) when the directory cannot be read. */
export async function refresh(pool: Pool): Promise<void> {
  const names = await listing(pool);
  const files = await Promise.all(names.map(async (name) => ((await fileIn(pool, name)) ? [name] : [])));
  pool.volumes = files.flat();
}

/** Names in the pool's directory. @throws LibvirtError (system error) when it cannot be read. */
async function listing({ path }: Pool): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    throw systemError(`cannot open directory '${path}'`, error);
  }
}

/** A file of the pool, or undefined where it is none. */
export async function fileIn(pool: Pool, name: string) {
  if (name.includes('/') || name.startsWith('.')) return undefined;
  const found = await stat(join(pool.path, name)).catch(() => undefined);
  return found?.isFile() ? found : undefined;
}

/** The space of an active pool's file system; nothing is known of another. @throws LibvirtError when it is gone. */
export async function spaceOf(pool: Pool): Promise<Space> {
  if (!pool.active) return { capacity: 0n, allocation: 0n, available: 0n };
  const { bsize, blocks, bavail } = await statfs(pool.path, { bigint: true }).catch(() => {
    throw storageError(`cannot stat pool '${pool.name}'`);
  });
  return { capacity: bsize * blocks, allocation: bsize * (blocks - bavail), available: bsize * bavail };
}

/** Whose directory it is, of an active pool. */
export async function ownerOf({ active, path }: Pool): Promise<Owner | undefined> {
  if (!active) return undefined;
  return stat(path).catch(() => undefined);
}

export const systemError = (text: string, error: unknown) => {
  const code = (error as NodeJS.ErrnoException).code;
  return new LibvirtError('system error', `${text}: ${(code && strerror(code)) ?? String(error)}`, 'storage');
};
