import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inDirectory } from './directories.ts';
import { attempting } from './file-error.ts';

/** Adds text to a file, creating it with mode 0600. Text that does not fit is taken back, so the next starts a line. */
export async function append(path: string, text: string): Promise<void> {
  const opened = inDirectory(dirname(path), () => open(path, 'a', 0o600));
  const file = await attempting('Failed to open file', path, opened);
  try {
    await attempting('cannot write data to file', path, appendWhole(file, text));
  } finally {
    await file.close().catch(() => undefined);
  }
}

async function appendWhole(file: FileHandle, text: string): Promise<void> {
  const { size } = await file.stat();
  try {
    await file.appendFile(text);
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
}

/** Texts that wait for the same file and will be added together. */
interface Batch {
  readonly texts: string[];
  readonly added: Promise<void>;
}

/** Joins the texts that come while a file is busy: a journal then costs one write per burst and not per line. */
export function batches() {
  const open = new Map<string, Batch>();
  const start = (path: string, queue: (work: () => Promise<void>) => Promise<void>): Batch => {
    const texts: string[] = [];
    const added = queue(() => {
      open.delete(path);
      return append(path, texts.join(''));
    });
    return { texts, added };
  };
  return {
    /** Adds the text to the batch that waits for the path, or starts one. */
    add(path: string, text: string, queue: (work: () => Promise<void>) => Promise<void>): Promise<void> {
      const batch = open.get(path) ?? start(path, queue);
      open.set(path, batch);
      batch.texts.push(text);
      return batch.added;
    },
    /** What comes later must not overtake another kind of change to the path. */
    end: (path: string) => void open.delete(path),
  };
}
