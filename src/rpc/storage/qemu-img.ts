import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { storageError } from './pool.ts';

const run = promisify(execFile);

/**
 * Lets QEMU's own program make or convert an image, as libvirt does.
 * @throws LibvirtError (internal error) in libvirt's words where it is not installed, or fails.
 */
export async function qemuImg(words: readonly string[]): Promise<void> {
  try {
    await run('qemu-img', words);
  } catch (error) {
    const { code, stderr = '' } = error as { code?: number | string; stderr?: string };
    if (code === 'ENOENT') throw storageError('creation of non-raw file images is not supported without qemu-img.');
    throw storageError(`Child process (qemu-img ${words.join(' ')}) unexpected exit status ${code}: ${stderr}`);
  }
}
