import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inDirectory, syncDirectory } from './directories.ts';
import { attempting } from './file-error.ts';
import { giveBackTemporaryName, takeTemporaryName } from './leftovers.ts';

/**
 * Replaces a file as one step, as virFileRewrite does: a new file beside it, synced, takes its name. The file is
 * readable by its owner only, because domain XML holds secrets.
 */
export async function replace(path: string, content: string | Uint8Array): Promise<void> {
  const name = takeTemporaryName();
  const temporary = join(dirname(path), name);
  try {
    await fill(temporary, path, content);
    await attempting('cannot save file', path, rename(temporary, path));
    await attempting('cannot sync file', path, syncDirectory(dirname(path)));
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  } finally {
    giveBackTemporaryName(name);
  }
}

async function fill(temporary: string, path: string, content: string | Uint8Array): Promise<void> {
  const created = inDirectory(dirname(path), () => open(temporary, 'wx', 0o600));
  const file = await attempting('cannot create file', path, created);
  try {
    await attempting('cannot write data to file', path, file.writeFile(content));
    await attempting('cannot sync file', path, file.sync());
  } finally {
    await close(file);
  }
}

/** A failing close() after a sync that went well loses nothing. */
const close = (file: FileHandle) => file.close().catch(() => undefined);
