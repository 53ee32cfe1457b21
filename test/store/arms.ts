import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { diskStore, memoryStore, type Store, scratchStore } from '../../src/store/index.ts';

/** A store and a directory in it that is the test's own; removed when the test ends. */
export interface Arm {
  readonly store: Store;
  readonly root: string;
}

/** The same bodies run against the real thing and the simulated one. */
export const arms = [
  { name: 'disk', open: async (): Promise<Arm> => ({ store: diskStore(), root: await ownDirectory() }) },
  { name: 'scratch', open: async (): Promise<Arm> => ({ store: scratchStore(), root: await ownDirectory() }) },
  { name: 'memory', open: async (): Promise<Arm> => ({ store: memoryStore(), root: '/state' }) },
];

export async function ownDirectory(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'hooklab-store-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return root;
}

export const text = (bytes: Uint8Array | undefined) => bytes && new TextDecoder().decode(bytes);
