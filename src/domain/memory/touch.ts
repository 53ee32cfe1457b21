import { type FileHandle, open } from 'node:fs/promises';

/** Makes the kernel hand memory out before it is needed. */
export type Touch = (parts: readonly Uint8Array[]) => Promise<void>;

/** libuv's threads: as many reads go on at once. */
const threads = 4;

/**
 * Has Node's threads read zeros into memory that is zero already. The kernel hands memory out page by page as it is
 * first written, which takes longer than filling it, and on one thread longer than the network takes to bring the pages.
 */
export const touchMemory: Touch = async (parts) => {
  const zeros = await open('/dev/zero').catch(() => undefined);
  if (!zeros) return;
  const left = [...parts];
  await Promise.all(Array.from({ length: threads }, () => readInto(zeros, left)));
  await zeros.close();
};

async function readInto(zeros: FileHandle, left: Uint8Array[]): Promise<void> {
  for (let part = left.pop(); part; part = left.pop()) await zeros.read(part, 0, part.length, null);
}
