import { expect, onTestFinished, test } from 'vitest';
import { type Cluster, startCluster } from '../../src/index.ts';
import { blockAt } from '../blocking-hooks.ts';
import { guestXml } from '../guest-xml.ts';

const driver = 'qemu' as const;
const uuid = '11111111-1111-4111-8111-111111111111';
const xml = guestXml({ name: 'web1' }).replace('</name>', `</name><uuid>${uuid}</uuid>`);

/** A transient guest that is destroyed, while its `release` hook stands still: what is asked of it now waits. */
async function whileItLeaves() {
  const hooks = blockAt('release');
  const cluster: Cluster<'host'> = await startCluster({
    libvirt: '9.0.0',
    hosts: { host: { hooks: hooks.directory } },
  });
  onTestFinished(async () => {
    hooks.letGo();
    await cluster[Symbol.asyncDispose]();
    hooks.remove();
  });
  const { call } = cluster.host.client();
  await call('DomainCreateXML', { driver, xml });
  const destroyed = call('DomainDestroy', { driver, uuid });
  await hooks.reached();
  return {
    call,
    /** Once the host has everything that was asked, it may end. */
    async letGo() {
      await call('NodeGetInfo', {});
      hooks.letGo();
      await destroyed;
    },
  };
}

test('a question about a guest that is gone by its turn finds no domain', async () => {
  const { call, letGo } = await whileItLeaves();
  const state = expect(call('DomainGetState', { driver, uuid })).rejects.toThrow(
    `Domain not found: no domain with matching uuid '${uuid}' (web1)`,
  );
  await letGo();
  await state;
});

test('a definition that comes while the guest goes is kept', async () => {
  const { call, letGo } = await whileItLeaves();
  const defined = call('DomainDefineXML', { driver, xml });
  await letGo();
  expect(await defined).toMatchObject({ uuid, id: null });
  expect(await call('DomainGetState', { driver, uuid })).toMatchObject({ state: 'shutoff' });
});

test('a guest that is created again while it goes runs and is listed', async () => {
  const { call, letGo } = await whileItLeaves();
  const created = call('DomainCreateXML', { driver, xml });
  await letGo();
  expect(await created).toMatchObject({ uuid, id: 2 });
  expect((await call('ConnectListAllDomains', {})).domains).toMatchObject([{ name: 'web1', state: 'running' }]);
});
