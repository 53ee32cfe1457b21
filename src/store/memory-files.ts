import { dirname } from 'node:path';
import { inByteOrder } from './byte-order.ts';

/** Files and directories by absolute path, with the errors that a real file system would give. */
export interface MemoryFiles {
  read(path: string): Uint8Array | undefined;
  write(path: string, content: Uint8Array): void;
  append(path: string, content: Uint8Array): void;
  remove(path: string): void;
  list(directory: string): readonly string[];
}

/** An empty file system. Thrown errors carry the system's name in `code`. */
export function memoryFiles(): MemoryFiles {
  /** A file is its pieces: a long journal is not copied for every line. */
  const files = new Map<string, Uint8Array[]>();
  const directories = new Set<string>(['/']);
  const refuse = (broken: boolean, code: string) => {
    if (broken) throw systemError(code);
  };
  const inFile = (path: string) => ancestors(path).some((above) => files.has(above));
  const refuseNonFile = (path: string) => {
    refuse(inFile(path), 'ENOTDIR');
    refuse(directories.has(path), 'EISDIR');
  };
  const put = (path: string, pieces: Uint8Array[]) => {
    refuseNonFile(path);
    for (const above of ancestors(path)) directories.add(above);
    files.set(path, pieces);
  };

  return {
    read(path) {
      refuseNonFile(path);
      const pieces = files.get(path);
      return pieces && Buffer.concat(pieces);
    },
    write: (path, content) => put(path, [content]),
    append(path, content) {
      const pieces = files.get(path);
      if (pieces) pieces.push(content);
      else put(path, [content]);
    },
    remove(path) {
      refuseNonFile(path);
      files.delete(path);
    },
    list(directory) {
      refuse(files.has(directory) || inFile(directory), 'ENOTDIR');
      const all = [...files.keys(), ...directories].filter((path) => path !== '/' && dirname(path) === directory);
      return inByteOrder(all.map((path) => path.slice(directory === '/' ? 1 : directory.length + 1)));
    },
  };
}

/** An error as the system gives it, for instance of code `ENOSPC`. */
export const systemError = (code: string): Error => Object.assign(new Error(code), { code });

function ancestors(path: string): string[] {
  const above = dirname(path);
  return above === path ? [] : [...ancestors(above), above];
}
