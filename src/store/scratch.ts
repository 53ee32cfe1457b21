import {
  appendFileSync,
  closeSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { inByteOrder } from './byte-order.ts';
import { errorCode, fileError } from './file-error.ts';
import { giveBackTemporaryName, isTemporary, takeTemporaryName } from './leftovers.ts';
import { overwrite } from './overwrite.ts';
import type { Store } from './store.ts';

/**
 * Real files that end with this process, as those of a library's hosts do: nothing is synced, and a small file is written
 * at once, which takes a tenth of what a trip to Node's threads and back does.
 */
export const scratchStore = (): Store => ({
  read: async (path) => absent(() => readFileSync(path), undefined, 'Failed to read file', path),
  write: async (path, content) => replace(path, content),
  append: async (path, text) => append(path, text),
  remove: async (path) => absent(() => unlinkSync(path), undefined, 'cannot remove file', path),
  list: async (directory) => {
    const names = absent(() => readdirSync(directory), [], 'cannot open directory', directory);
    return inByteOrder(names.filter((name) => !isTemporary(name)));
  },
  hasDirectory: async (directory) => statSync(directory, { throwIfNoEntry: false })?.isDirectory() ?? false,
});

function replace(path: string, content: string | Uint8Array): void {
  const bytes = Buffer.from(content);
  if (!overwrite(path, bytes)) putInPlace(path, bytes);
}

/** Safe against a full disk. A name that is free: to take another file's, ext4 first starts to write its content out. */
function putInPlace(path: string, bytes: Buffer): void {
  const name = takeTemporaryName();
  const temporary = join(dirname(path), name);
  try {
    inDirectory('cannot write data to file', path, () => writeFileSync(temporary, bytes, { flag: 'wx', mode: 0o600 }));
    attempting('cannot save file', path, () => {
      if (isFile(path)) unlinkSync(path);
      renameSync(temporary, path);
    });
  } catch (error) {
    removeQuietly(temporary);
    throw error;
  } finally {
    giveBackTemporaryName(name);
  }
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;

function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // What made the write fail is told.
  }
}

function append(path: string, text: string): void {
  const file = inDirectory('Failed to open file', path, () => openSync(path, 'a', 0o600));
  try {
    const { size } = fstatSync(file);
    attempting('cannot write data to file', path, () => appendWhole(file, text, size));
  } finally {
    closeSync(file);
  }
}

/** Text that does not fit is taken back, so the next starts a line. */
function appendWhole(file: number, text: string, size: number): void {
  try {
    appendFileSync(file, text);
  } catch (error) {
    if (size > 0) ftruncateSync(file, size);
    throw error;
  }
}

/** Makes the file's directory (mode 0700, parents too) where it is missing. */
function inDirectory<T>(attempt: string, path: string, work: () => T): T {
  return attempting(attempt, path, () => {
    try {
      return work();
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      return work();
    }
  });
}

function attempting<T>(attempt: string, path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw fileError(attempt, path, error);
  }
}

function absent<T, N>(work: () => T, none: N, attempt: string, path: string): T | N {
  try {
    return work();
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return none;
    throw fileError(attempt, path, error);
  }
}
