import { expect, onTestFinished, test } from 'vitest';
import { startCluster } from '../../src/index.ts';
import { blockAt } from '../blocking-hooks.ts';
import { busyGuest, guestXml } from '../guest-xml.ts';

const driver = 'qemu' as const;

/** Two hosts; the destination's hook stands still at one operation. */
async function hostsThatWait(operation: string) {
  const hooks = blockAt(operation);
  const cluster = await startCluster<'source' | 'destination'>({
    libvirt: '9.0.0',
    hosts: { source: {}, destination: { hooks: hooks.directory } },
  });
  onTestFinished(async () => {
    hooks.letGo();
    await cluster[Symbol.asyncDispose]();
    hooks.remove();
  });
  return { hooks, source: cluster.source, destination: cluster.destination };
}

/** What settled by now; nothing that still waits. */
function watched<T>(work: Promise<T>) {
  const seen = { settled: false };
  const settle = () => {
    seen.settled = true;
  };
  work.then(settle, settle);
  return seen;
}

/** virDomainObjListAdd looks at what has the name under its lock (recording 13j-dname-clash). */
test.each(['DomainDefineXML', 'DomainCreateXML'] as const)(
  '%s of a name that a guest has whose hook runs waits, and is refused then',
  async (api) => {
    const { hooks, destination } = await hostsThatWait('start');
    const { call } = destination.client();
    const web1 = await destination.define(guestXml({ name: 'web1' }));
    const starting = web1.start();
    await hooks.reached();
    const refused = call(api, { driver, xml: guestXml({ name: 'web1' }) });
    const seen = watched(refused);
    await call('NodeGetInfo', {});
    expect(seen.settled).toBe(false);
    hooks.letGo();
    await expect(refused).rejects.toThrow(/^operation failed: domain 'web1' already exists with uuid /);
    await starting;
  },
);

/** qemuDomainShutdownFlags begins a job (as 9.0.0 does it). */
test('shutdown waits for the migration that is under way, and finds no guest that runs', async () => {
  const { hooks, source, destination } = await hostsThatWait('started');
  const guest = await (await source.define(busyGuest())).start();
  const migrating = guest.migrate(destination);
  await hooks.reached();
  const { call } = source.client();
  const shutdown = call('DomainShutdown', { driver, uuid: guest.uuid });
  const seen = watched(shutdown);
  await call('NodeGetInfo', {});
  expect(seen.settled).toBe(false);
  hooks.letGo();
  await migrating;
  await expect(shutdown).rejects.toThrow('Requested operation is not valid: domain is not running');
});
