import { expect, onTestFinished, test } from 'vitest';
import { type Cluster, startCluster } from '../../src/index.ts';
import { blockAt } from '../blocking-hooks.ts';
import { guestXml } from '../guest-xml.ts';

const who = ({ uuid }: { uuid: string }) => ({ driver: 'qemu', uuid }) as const;

/** A guest on its way, while a hook of the destination stands still: nothing has been sent yet (recordings 5f-A-*, 6v-*). */
async function whileItPrepares(
  operation: string,
  options: { p2p?: boolean; live?: boolean; persistent?: boolean } = {},
) {
  const hooks = blockAt(operation);
  const cluster: Cluster<'source' | 'destination'> = await startCluster({
    libvirt: '9.0.0',
    hosts: { source: {}, destination: { hooks: hooks.directory } },
  });
  onTestFinished(async () => {
    hooks.letGo();
    await cluster[Symbol.asyncDispose]();
    hooks.remove();
  });
  const guest = await (await cluster.source.define(guestXml({ name: 'web1' }))).start();
  const migrating = guest.migrate(cluster.destination, { live: true, ...options });
  await hooks.reached();
  const source = cluster.source.client();
  const destination = cluster.destination.client();
  return { cluster, guest, migrating, source, destination, letGo: hooks.letGo };
}

test.each([{ p2p: false }, { p2p: true }])('a job that is aborted before Perform ends there: %j', async (options) => {
  const { guest, migrating, source, destination, letGo } = await whileItPrepares('started', options);
  await source.call('DomainAbortJob', who(guest));
  expect((await source.call('DomainGetJobStats', who(guest))).operation).toBe('Outgoing migration');
  letGo();
  const { outcome, error } = await migrating;
  expect([outcome, error?.message]).toEqual(['aborted', 'operation aborted: migration out: canceled by client']);
  expect(await source.call('DomainGetState', who(guest))).toMatchObject({ state: 'running', reason: 'booted' });
  expect((await destination.call('ConnectListAllDomains', {})).domains).toEqual([]);
});

test('a guest that is not to move live stands still before it is seen that nobody wants it to, and runs on', async () => {
  const { guest, migrating, source, letGo } = await whileItPrepares('started', { live: false });
  await source.call('DomainAbortJob', who(guest));
  letGo();
  expect((await migrating).outcome).toBe('aborted');
  expect(await source.call('DomainGetState', who(guest))).toMatchObject({ reason: 'migration canceled' });
});

test('a guest that was suspended meanwhile runs on when the migration comes to nothing', async () => {
  const { guest, migrating, source, letGo } = await whileItPrepares('started');
  await source.call('DomainSuspend', who(guest));
  expect(await source.call('DomainGetState', who(guest))).toMatchObject({ state: 'paused', reason: 'migration' });
  await source.call('DomainAbortJob', who(guest));
  letGo();
  expect((await migrating).outcome).toBe('aborted');
  expect(await source.call('DomainGetState', who(guest))).toMatchObject({ reason: 'migration canceled' });
});

test('the job ends with its guest: it can be started again at once, and Perform finds no migration', async () => {
  const { guest, migrating, source, letGo } = await whileItPrepares('started');
  await source.call('DomainDestroy', who(guest));
  await source.call('DomainCreateWithFlags', who(guest));
  letGo();
  expect((await migrating).error?.message).toBe(
    "Requested operation is not valid: domain 'web1' is not being migrated",
  );
  expect(await source.call('DomainGetState', who(guest))).toMatchObject({ state: 'running', reason: 'booted' });
});

test('a definition can be kept meanwhile, and --persistent keeps that one there', async () => {
  const { cluster, guest, migrating, source, letGo } = await whileItPrepares('started', { persistent: true });
  const { xml } = await source.call('DomainGetXMLDesc', { ...who(guest), inactive: true });
  await source.call('DomainDefineXML', { driver: 'qemu', xml: xml.replace('</uuid>', '</uuid><title>new</title>') });
  letGo();
  expect((await migrating).outcome).toBe('migrated');
  const there = { ...who(guest), inactive: true };
  expect((await cluster.destination.client().call('DomainGetXMLDesc', there)).xml).toContain('<title>new</title>');
});

test('a source that conducts leaves when its guest is gone, and the destination undoes itself', async () => {
  const { guest, migrating, source, destination, letGo } = await whileItPrepares('started', { p2p: true });
  await source.call('DomainDestroy', who(guest));
  letGo();
  expect((await migrating).error?.message).toBe("operation failed: domain 'web1' is not running");
  while ((await destination.call('ConnectListAllDomains', {})).domains.length > 0);
});

test('a guest that is destroyed while it comes up is taken down by who brings it up', async () => {
  const { guest, migrating, destination, letGo } = await whileItPrepares('start');
  const destroyed = destination.call('DomainDestroy', who(guest));
  destroyed.catch(() => undefined);
  letGo();
  expect((await migrating).error?.message).toBe('internal error: process exited while connecting to monitor');
  // It was a transient guest: by then there is none.
  await expect(destroyed).rejects.toThrow(`no domain with matching uuid '${guest.uuid}'`);
});
