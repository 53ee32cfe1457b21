import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GuestRunner, GuestSpec } from '../src/domain/runner/index.ts';
import { processRunner } from '../src/domain/runner/process/index.ts';
import { idle } from '../src/domain/workload/index.ts';
import { pathsBelow } from '../src/protocol/paths.ts';

/** The bundle stands beside the built hooklab. */
const entry = fileURLToPath(new URL('../dist/guest.mjs', import.meta.url));

/** Runs `work` with guests as processes of their own, which all end with this one. */
export async function withProcessGuests<T>(work: (runner: GuestRunner) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hooklab-bench-'));
  // What a guest tells does not keep its daemon from ending.
  const busy = setInterval(() => {}, 1000);
  try {
    const paths = pathsBelow(folder, join(folder, 'hooks'));
    return await work(processRunner({ entry, paths, owned: true }));
  } finally {
    clearInterval(busy);
    await rm(folder, { recursive: true, force: true });
  }
}

/** An idle guest without disks; `fillMiB` of its memory hold something. */
export const guestSpec = (id: number, memoryMiB: number, fillMiB: number): GuestSpec => ({
  driver: 'qemu',
  id,
  name: 'bench',
  uuid: '6a9d2c1e-0b5f-4c57-9f0e-3a1d0c2b4e5f',
  memoryBytes: memoryMiB * 2 ** 20,
  workload: { ...idle, fillMiB },
  hasOperatingSystem: true,
});
