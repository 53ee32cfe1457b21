import { type Duplex, duplexPair } from 'node:stream';
import { type Clock, seededRandom, systemClock } from '../../src/clock/index.ts';
import { inlineRunner } from '../../src/domain/runner/index.ts';
import { type SimulatedScript, simulatedScripts } from '../../src/hooks/index.ts';
import type { Door, Inside } from '../../src/host/door.ts';
import { startHost } from '../../src/host/host.ts';
import { hostDefaults } from '../../src/host/options.ts';
import { pathsBelow } from '../../src/protocol/paths.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { connectToLibvirt } from '../../src/rpc/index.ts';
import { createConsoles } from '../../src/rpc/server/consoles.ts';
import { createHostObjects } from '../../src/rpc/server/host-objects.ts';
import { serveRpc } from '../../src/rpc/server/serve.ts';
import { memoryStore } from '../../src/store/index.ts';
import { createMemoryTransport } from '../../src/transport/index.ts';
import { rpcClient } from './client.ts';

interface Given {
  readonly name?: string;
  /** Shared by hosts whose guests go from one to the other. */
  readonly transport?: ReturnType<typeof createMemoryTransport>;
  readonly clock?: Clock;
  readonly hook?: SimulatedScript;
  readonly libvirt?: string;
  readonly doors?: readonly Door[];
}

/** A host in memory, and clients of libvirt's remote protocol that come in by pairs of streams. */
export async function rpcHost({
  name = 'hosta',
  clock = systemClock,
  hook,
  libvirt,
  doors = [],
  ...given
}: Given = {}) {
  const { transport = createMemoryTransport({ clock }) } = given;
  const store = memoryStore();
  const random = seededRandom(name.charCodeAt(name.length - 1));
  const scripts = simulatedScripts(new Map(hook ? [['/hooks/qemu', hook]] : []), clock);
  let inside: Inside | undefined;
  const peek: Door = async (given) => {
    inside = given;
    return { close: async () => {} };
  };
  const options = {
    ...{ ...hostDefaults, name, profile: profileFor(libvirt), paths: pathsBelow('/state', '/hooks') },
    ...{ clock, random, transport, store, runner: inlineRunner({ clock, transport, random, store }) },
    ...{ runScript: scripts.run, hookFiles: scripts.files, environment: {}, listen: { address: name, port: 1 } },
    ...{ threadId: 1, dial: connectToLibvirt },
  };
  const host = await startHost(options, [peek, ...doors]);
  if (!inside) throw new Error('the host did not open its doors');
  const serving = {
    inside,
    consoles: createConsoles(inside.services.journal, inside.services.stopping),
    objects: createHostObjects(inside),
    ...{ mostRequests: 5, keepalive: { intervalSeconds: 5, count: 5 } },
  };
  return {
    ...host,
    /** A stream to the host: what is written comes in at its door. */
    stream(readOnly = false) {
      const [ours, theirs] = duplexPair();
      cutBoth(ours, theirs);
      cutBoth(theirs, ours);
      serveRpc(serving, { stream: theirs, client: 'test', readOnly });
      return ours;
    },
    connect(readOnly = false) {
      return rpcClient(this.stream(readOnly));
    },
    async open(name?: string) {
      const client = this.connect();
      await client.open(name);
      return client;
    },
  };
}

/** A stream that is destroyed ends the other one, as a socket does. */
function cutBoth(one: Duplex, other: Duplex): void {
  one.once('close', () => {
    if (!one.writableFinished && !other.destroyed) other.push(null);
  });
}
