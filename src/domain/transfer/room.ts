import { type Memory, pageBytes, type Touch } from '../memory/index.ts';

/** Bytes for which the sender waits; room for the rest is made while its pages come. */
const awaitedBytes = 2 ** 29;
/** Bytes made at a time. */
const groupBytes = 2 ** 27;

/**
 * Makes room for pages that will come faster than the kernel hands memory out. Resolves when the first of it is there.
 * `isOver` tells that no more will come.
 */
export async function makeRoom(memory: Memory, bytes: number, touch: Touch, isOver: () => boolean): Promise<void> {
  await reserve(memory, Math.min(bytes, awaitedBytes), touch, isOver);
  void reserve(memory, bytes - awaitedBytes, touch, isOver);
}

async function reserve(memory: Memory, bytes: number, touch: Touch, isOver: () => boolean): Promise<void> {
  for (let left = bytes; left > 0 && !isOver(); left -= groupBytes)
    await memory.reserve(Math.min(left, groupBytes) / pageBytes, touch);
  if (isOver()) memory.release();
}
