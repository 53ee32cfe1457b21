import { access, constants, readdir, stat } from 'node:fs/promises';
import type { Profile } from '../protocol/profiles/index.ts';
import { inByteOrder } from '../store/byte-order.ts';
import { errorCode } from '../store/file-error.ts';

/** What the room asks of the file system about hooks, so that a simulation can answer instead. */
export interface HookFiles {
  /**
   * What is at the path, symbolic links followed; undefined for nothing.
   * @throws the system's error, for instance EACCES in a directory that may not be searched.
   */
  examine(path: string): Promise<HookFile | undefined>;
  /** Names in a directory in byte order. @throws the system's error. */
  list(directory: string): Promise<readonly string[]>;
}

export interface HookFile {
  readonly kind: 'file' | 'directory' | 'other';
  /** Any of the three x bits is set. */
  readonly anyExecuteBit: boolean;
  /** access(X_OK): this process may execute it. */
  readonly mayExecute: boolean;
}

/** The real file system. */
export const diskFiles: HookFiles = {
  async examine(path) {
    const found = await stat(path).catch(absentOrThrow);
    if (!found) return undefined;
    return {
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'directory' : 'other',
      anyExecuteBit: (found.mode & 0o111) !== 0,
      mayExecute: await may(path, constants.X_OK),
    };
  },
  list: async (directory) => inByteOrder(await readdir(directory)),
};

function absentOrThrow(error: unknown): undefined {
  if (!['ENOENT', 'ELOOP', 'ENAMETOOLONG'].includes(errorCode(error) ?? '')) throw error;
}

const may = (path: string, mode: number) =>
  access(path, mode).then(
    () => true,
    () => false,
  );

const passes: Readonly<Record<Profile['foundBy'], (file: HookFile) => boolean>> = {
  access: ({ mayExecute }) => mayExecute,
  // virFileIsExecutable since 0.9.0: whose x bit it is does not matter.
  mode: ({ anyExecuteBit }) => anyExecuteBit,
};

/** Whether libvirt takes the file for a script: regular and executable, by the release's own test. */
export const isScript = ({ foundBy }: Profile, file: HookFile | undefined): boolean =>
  file?.kind === 'file' && passes[foundBy](file);

/** As `examine`, where any trouble counts as nothing there (virFileExists, virFileIsExecutable). */
export const examineQuietly = (files: HookFiles, path: string): Promise<HookFile | undefined> =>
  files.examine(path).catch(() => undefined);
