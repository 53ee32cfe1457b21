import { type Clock, seededRandom } from '../../src/clock/index.ts';
import { type Guest, type GuestSpec, inlineRunner, type MigrateToOptions } from '../../src/domain/runner/index.ts';
import { idle, type Workload } from '../../src/domain/workload/workload.ts';
import { memoryStore } from '../../src/store/index.ts';
import type { Transport } from '../../src/transport/link.ts';

export const mib = 1024 * 1024;

/** A guest of 4 MiB that writes what the test says. */
export const spec = (workload: Partial<Workload> = {}, memoryMiB = 4): GuestSpec => ({
  driver: 'qemu',
  id: 1,
  name: 'web1',
  uuid: '6a9d2c1e-0b5f-4c57-9f0e-3a1d0c2b4e5f',
  memoryBytes: memoryMiB * mib,
  workload: { ...idle, ...workload },
  hasOperatingSystem: true,
});

const store = memoryStore();
let files = 0;

export const runnerOn = (clock: Clock, transport: Transport) =>
  inlineRunner({ clock, transport, random: seededRandom(1), store });

/** What a paused guest is saved as. */
export async function imageOf(guest: Guest): Promise<Uint8Array> {
  const path = `/images/${files++}`;
  await guest.save(path, new Uint8Array());
  return (await store.read(path)) ?? new Uint8Array();
}

export async function loadFrom(runner: Runner, guest: Pick<Guest, 'spec'>, image: Uint8Array): Promise<Guest> {
  const path = `/images/${files++}`;
  await store.write(path, image);
  return await runner.load(guest.spec, { path, offset: 0 });
}

export type Runner = ReturnType<typeof runnerOn>;

/** A guest waiting on the same transport, and the outgoing migration to it. */
export async function towards(runner: Runner, guest: Guest, options: Omit<MigrateToOptions, 'uri'> = {}) {
  const destination = await runner.incoming(guest.spec, { address: 'destination' });
  const outgoing = await guest.migrateTo({ uri: destination.uri, ...options });
  return { destination, outgoing };
}
