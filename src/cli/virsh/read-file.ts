import { open } from 'node:fs/promises';
import { LibvirtError } from '../../protocol/errors.ts';
import { limits } from '../../protocol/limits.ts';
import { errorCode, fileError } from '../../store/file-error.ts';

/**
 * A text file a verb was given, in the words of virFileReadAll when it cannot be had.
 * @throws LibvirtError (system error), also for a file larger than a host takes.
 */
export async function readTextFile(path: string): Promise<string> {
  const file = await open(path).catch((error) => {
    throw fileError('Failed to open file', path, error);
  });
  try {
    return await readAll(path, file);
  } catch (error) {
    throw errorCode(error) ? fileError('Failed to read file', path, error) : error;
  } finally {
    await file.close();
  }
}

/** Reads in pieces: the size of a pipe or a device is not known beforehand. */
async function readAll(path: string, file: Awaited<ReturnType<typeof open>>): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(65_536), position: null });
    if (bytesRead === 0) return Buffer.concat(pieces).toString('utf8');
    size += bytesRead;
    if (size > limits.stringBytes) throw tooLarge(path);
    pieces.push(buffer.subarray(0, bytesRead));
  }
}

const tooLarge = (path: string) =>
  new LibvirtError('system error', `Failed to read file '${path}': Value too large for defined data type`);
