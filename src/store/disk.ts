import { readdir, readFile, stat, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { batches } from './append.ts';
import { inByteOrder } from './byte-order.ts';
import { syncDirectory } from './directories.ts';
import { errorCode, fileError } from './file-error.ts';
import { inOrder } from './in-order.ts';
import { isTemporary, sweep } from './leftovers.ts';
import { replace } from './replace.ts';
import type { Store } from './store.ts';

/**
 * Real files. What a writer that crashed left in a directory is removed before the first write into it; two live
 * processes may use one directory, but changes to one path are ordered within a process only.
 */
export function diskStore(): Store {
  const queue = inOrder();
  const waiting = batches();
  const swept = new Map<string, Promise<void>>();
  const sweepOnce = (directory: string) => {
    const sweeping = swept.get(directory) ?? sweep(directory);
    swept.set(directory, sweeping);
    return sweeping;
  };

  return {
    read: (path) => absent(readFile(path), undefined, 'Failed to read file', path),
    write: (path, content) => {
      waiting.end(path);
      return queue(path, () => sweepOnce(dirname(path)).then(() => replace(path, content)));
    },
    append: (path, text) => waiting.add(path, text, (work) => queue(path, work)),
    remove: (path) => {
      waiting.end(path);
      return queue(path, () => absent(remove(path), undefined, 'cannot remove file', path));
    },
    list: async (directory) => {
      const names = await absent(readdir(directory), [], 'cannot open directory', directory);
      return inByteOrder(names.filter((name) => !isTemporary(name)));
    },
    hasDirectory: (directory) =>
      stat(directory).then(
        (found) => found.isDirectory(),
        () => false,
      ),
  };
}

async function remove(path: string): Promise<void> {
  await unlink(path);
  await syncDirectory(dirname(path));
}

async function absent<T, N>(work: Promise<T>, none: N, attempt: string, path: string): Promise<T | N> {
  try {
    return await work;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return none;
    throw fileError(attempt, path, error);
  }
}
