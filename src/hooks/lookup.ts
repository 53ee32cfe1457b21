import { join } from 'node:path';
import type { LibvirtError } from '../protocol/errors.ts';
import type { Profile } from '../protocol/profiles/index.ts';
import type { HookDriver } from '../protocol/vocabulary.ts';
import { errorCode, fileError } from '../store/file-error.ts';
import { examineQuietly, type HookFiles, isScript } from './files.ts';

export interface LookupOptions {
  readonly hooksDirectory: string;
  readonly profile: Profile;
  readonly files: HookFiles;
  readonly driver: HookDriver;
  /** Told when the driver's directory exists and cannot be read; libvirt fails the call then. */
  readonly onBroken: (error: LibvirtError) => void;
}

/**
 * The scripts of one call, in the order they run (libvirt-facts.md B1, B2). The directory is read only after the main
 * script is over, as virHookCall does. Until 6.4 the scan is trusted: executing the file is tried and may fail.
 */
export async function* scriptsToRun(options: LookupOptions): AsyncGenerator<string> {
  const { hooksDirectory, profile, driver } = options;
  const main = join(hooksDirectory, driver);
  if (!profile.rechecksEachCall || (await isUsed(options, main))) yield main;
  if (profile.directories) yield* await scriptsIn(options, `${main}.d`);
}

const isUsed = async ({ profile, files }: LookupOptions, path: string) =>
  isScript(profile, await examineQuietly(files, path));

async function scriptsIn(options: LookupOptions, directory: string): Promise<readonly string[]> {
  const paths = (await namesIn(options, directory)).map((name) => join(directory, name));
  const used = await Promise.all(paths.map((path) => isUsed(options, path)));
  return paths.filter((_, at) => used[at]);
}

async function namesIn({ files, onBroken }: LookupOptions, directory: string): Promise<readonly string[]> {
  try {
    return await files.list(directory);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') onBroken(fileError('cannot open directory', directory, error));
    return [];
  }
}
