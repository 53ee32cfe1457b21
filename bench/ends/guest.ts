import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock, systemRandom } from '../../src/clock/index.ts';
import { type GuestSpec, inlineRunner, touchMemory } from '../../src/domain/runner/index.ts';
import { idle } from '../../src/domain/workload/index.ts';
import { diskStore } from '../../src/store/index.ts';
import { createWebSocketTransport } from '../../src/transport/index.ts';
import { watchLoad } from './load.ts';
import { tell } from './process.ts';

/** A paused guest full of pages that moves to another process, over the same code as in a host. `role MiB how uri` */
const [role, size, how, uri = ''] = process.argv.slice(2);
const memoryMiB = Number(size);
const clock = systemClock;
const runner = inlineRunner({
  clock,
  transport: createWebSocketTransport({ clock }),
  random: systemRandom,
  store: diskStore(),
  touch: touchMemory,
});
const spec: GuestSpec = {
  driver: 'qemu',
  id: 1,
  name: 'bench',
  uuid: '6a9d2c1e-0b5f-4c57-9f0e-3a1d0c2b4e5f',
  memoryBytes: memoryMiB * 2 ** 20,
  workload: { ...idle, fillMiB: memoryMiB },
  hasOperatingSystem: true,
};

if (role === 'receive') await receive();
else await send();

async function receive(): Promise<void> {
  const load = watchLoad();
  const guest = await runner.incoming(spec, { address: '127.0.0.1' });
  tell({ uri: guest.uri });
  await guest.arrived;
  tell(load());
}

async function send(): Promise<void> {
  const guest = await runner.start(spec);
  // What the start of a process leaves behind is not to be measured.
  await sleep(50);
  const load = watchLoad();
  const outgoing = await guest.migrateTo({ uri, verify: how === 'verified' });
  await outgoing.copy();
  await outgoing.complete();
  const stats = outgoing.stats();
  tell({ ms: stats['total-time'] - stats['setup-time'], wholeMs: stats['total-time'], ...load() });
}
