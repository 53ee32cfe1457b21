import { join, resolve } from 'node:path';
import { systemClock, systemRandom } from '../clock/index.ts';
import { inlineRunner, touchMemory } from '../domain/runner/index.ts';
import { createScriptRunner } from '../hooks/index.ts';
import { connectToHost } from '../host/client.ts';
import { startHost } from '../host/host.ts';
import { hostDefaults } from '../host/options.ts';
import { pathsBelow } from '../protocol/paths.ts';
import { profileFor } from '../protocol/profiles/index.ts';
import { scratchStore } from '../store/index.ts';
import { createMemoryTransport } from '../transport/index.ts';
import type { StartedHost, StartOne } from './started-host.ts';

/** Starts hosts in this process, joined by links in memory: no socket, no port, the same protocol. */
export function startInProcess(): (options: StartOne) => Promise<StartedHost> {
  const clock = systemClock;
  const transport = createMemoryTransport({ clock });
  const store = scratchStore();
  const scripts = createScriptRunner({ clock });
  return async ({ name, folder, libvirt, hooks, deadlock, causality }) => {
    const state = join(folder, name);
    const host = await startHost({
      ...hostDefaults,
      name,
      profile: profileFor(libvirt),
      paths: pathsBelow(state, hooks ? resolve(hooks) : join(state, 'hooks')),
      clock,
      random: systemRandom,
      transport,
      store,
      runner: inlineRunner({ clock, transport, random: systemRandom, store, touch: touchMemory }),
      runScript: scripts.run,
      environment: process.env,
      listen: { address: name, port: 16509 },
      advertise: name,
      deadlock: { afterMs: (deadlock.afterSeconds ?? 5) * 1000, action: deadlock.action ?? 'report' },
      threadId: process.pid,
    });
    const connect = () => connectToHost({ transport, clock, url: host.url, client: 'the library', causality });
    const client = await connect();
    return {
      url: host.url,
      client,
      connect,
      reload: host.reload,
      kill: host.kill,
      async stop() {
        await client.close();
        await host.shutdown();
      },
    };
  };
}
