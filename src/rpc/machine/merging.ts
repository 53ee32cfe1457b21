import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parameter, type TypedParameter } from '../types/typed-parameter.ts';

/** How the kernel merges pages that are the same, by libvirt's names of its figures (virHostMemGetParameters). */
const figures = {
  shm_pages_to_scan: ['uint', 'pages_to_scan'],
  shm_sleep_millisecs: ['uint', 'sleep_millisecs'],
  shm_pages_shared: ['uhyper', 'pages_shared'],
  shm_pages_sharing: ['uhyper', 'pages_sharing'],
  shm_pages_unshared: ['uhyper', 'pages_unshared'],
  shm_pages_volatile: ['uhyper', 'pages_volatile'],
  shm_full_scans: ['uhyper', 'full_scans'],
  shm_merge_across_nodes: ['uint', 'merge_across_nodes'],
} as const;

/** The figures that this kernel has. */
export async function mergingParameters(directory = '/sys/kernel/mm/ksm'): Promise<readonly TypedParameter[]> {
  const all = await Promise.all(
    Object.entries(figures).map(async ([field, [type, file]]) => {
      const text = await readFile(join(directory, file), 'utf8').catch(() => undefined);
      if (text === undefined) return [];
      return [type === 'uint' ? parameter(field, type, Number(text)) : parameter(field, type, BigInt(text.trim()))];
    }),
  );
  return all.flat();
}
