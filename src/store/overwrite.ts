import { closeSync, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** A file whose blocks hold the new content is written where it is: nothing can be wanting, and no file is made or moved. */
export function overwrite(path: string, bytes: Buffer): boolean {
  const file = openIfThere(path);
  if (file === undefined) return false;
  try {
    const { blocks, nlink } = fstatSync(file);
    if (bytes.length > Math.min(blocks * blockBytes, mostOverwritten) || nlink !== 1) return false;
    if (writeSync(file, bytes, 0, bytes.length, 0) < bytes.length) return false;
    ftruncateSync(file, bytes.length);
    return true;
  } finally {
    closeSync(file);
  }
}
/** stat(2) counts these. */
const blockBytes = 512;
/** One write(2) takes it whole, so that another process which reads meanwhile hardly sees a part. */
const mostOverwritten = 65_536;

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, 'r+');
  } catch {
    return undefined;
  }
}
