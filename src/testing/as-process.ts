import { join, resolve } from 'node:path';
import { systemClock } from '../clock/index.ts';
import { connectToHost } from '../host/client.ts';
import { spawnHost } from '../host/spawn.ts';
import { createWebSocketTransport } from '../transport/index.ts';
import type { StartedHost, StartOne } from './started-host.ts';

/** Starts a host as a Node process of its own, on a free port of this machine. */
export async function startAsProcess({
  name,
  folder,
  libvirt,
  guests,
  hooks,
  deadlock,
  causality,
}: StartOne): Promise<StartedHost> {
  const clock = systemClock;
  const state = join(folder, name);
  const transport = createWebSocketTransport({ clock });
  const spawned = await spawnHost({
    clock,
    entry: 'source',
    environment: process.env,
    options: [
      ...['--name', name, '--state', state, '--libvirt', libvirt, '--guests', guests],
      ...['--hooks', hooks ? resolve(hooks) : join(state, 'hooks')],
      ...['--deadlock-after', String(deadlock.afterSeconds ?? 5), '--deadlock', deadlock.action ?? 'report'],
    ],
  });
  const connect = () => connectToHost({ transport, clock, url: spawned.url, client: 'the library', causality });
  const client = await connect();
  return {
    url: spawned.url,
    client,
    connect,
    reload: async () => void (await client.call('HooklabReload', {})),
    async kill() {
      spawned.signal('SIGKILL');
      await spawned.exited;
    },
    async stop() {
      await client.close();
      await spawned.stop();
    },
  };
}
