import { expect, test } from 'vitest';
import { messages, remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { guestXml } from '../guest-xml.ts';
import { type RpcTestClient, refusal } from './client.ts';
import { rpcHost } from './host.ts';

async function lifecycle(client: RpcTestClient, name: string) {
  const { dom } = await client.call(rows.DomainDefineXML, { xml: guestXml({ name }) });
  await client.call(rows.DomainCreate, { dom });
  await client.call(rows.DomainReset, { dom, flags: 0 });
  await client.call(rows.DomainDestroy, { dom });
  return dom;
}

/** virDomainEventType and its detail. */
const [defined, started, resumed, stopped, shutdown] = [0, 2, 4, 5, 6];

test('events of each callback, for one guest or all, until it is taken back', async () => {
  const host = await rpcHost({ libvirt: '9.0.0' });
  const [watcher, actor] = [await host.open(), await host.open()];
  const { callbackId } = await watcher.call(rows.ConnectDomainEventCallbackRegisterAny, { eventId: 0, dom: null });
  const reboots = await watcher.call(rows.ConnectDomainEventCallbackRegisterAny, { eventId: 1, dom: null });
  expect(reboots.callbackId).not.toBe(callbackId);
  const { name, uuid } = await lifecycle(actor, 'g');
  const seen = [];
  for (let i = 0; i < 5; i++) seen.push(await watcher.message(messages.DomainEventCallbackLifecycle));
  expect(seen.map(({ event }) => event)).toEqual([defined, resumed, started, shutdown, stopped]);
  expect(seen[2]).toMatchObject({ callbackId, dom: { name, uuid } });
  expect(await watcher.message(messages.DomainEventCallbackReboot)).toMatchObject({ callbackId: reboots.callbackId });

  await watcher.call(rows.ConnectDomainEventCallbackDeregisterAny, { callbackId });
  expect(await refusal(watcher.call(rows.ConnectDomainEventCallbackDeregisterAny, { callbackId }))).toMatchObject({
    code: 1,
    message: `internal error: domain event callback ${callbackId} not registered`,
  });
  await lifecycle(actor, 'g2');
  await watcher.message(messages.DomainEventCallbackReboot);
  expect(watcher.others).toEqual([]);
});

test('a callback for one guest hears of no other', async () => {
  const host = await rpcHost();
  const client = await host.open();
  const { dom } = await client.call(rows.DomainDefineXML, { xml: guestXml({ name: 'mine' }) });
  await client.call(rows.ConnectDomainEventCallbackRegisterAny, { eventId: 0, dom });
  await lifecycle(client, 'other');
  await client.call(rows.DomainUndefine, { dom });
  expect(await client.message(messages.DomainEventCallbackLifecycle)).toMatchObject({
    event: 1,
    dom: { name: 'mine' },
  });
});

test('events of old carry no callback', async () => {
  const client = await (await rpcHost()).open();
  await client.call(rows.ConnectDomainEventRegisterAny, { eventId: 0 });
  expect(await refusal(client.call(rows.ConnectDomainEventRegisterAny, { eventId: 0 }))).toMatchObject({ code: 1 });
  await lifecycle(client, 'g');
  expect(await client.message(messages.DomainEventLifecycle)).toMatchObject({
    dom: { name: 'g' },
    event: 0,
    detail: 0,
  });
  await client.call(rows.ConnectDomainEventDeregisterAny, { eventId: 0 });
  expect(await refusal(client.call(rows.ConnectDomainEventRegisterAny, { eventId: 99 }))).toMatchObject({
    message: 'internal error: unsupported event ID 99',
  });
});

test('a qemu connection hears nothing of containers', async () => {
  const host = await rpcHost();
  const [watcher, lxc] = [await host.open(), await host.open('lxc:///system')];
  await watcher.call(rows.ConnectDomainEventCallbackRegisterAny, { eventId: 0, dom: null });
  await lxc.call(rows.DomainDefineXML, { xml: guestXml({ name: 'c', driver: 'lxc' }) });
  await watcher.call(rows.DomainDefineXML, { xml: guestXml({ name: 'g' }) });
  expect(await watcher.message(messages.DomainEventCallbackLifecycle)).toMatchObject({ dom: { name: 'g' } });
});

test('a save is a job: two rounds, and its end before the guest stops', async () => {
  const client = await (await rpcHost({ libvirt: '9.0.0' })).open();
  const { dom } = await client.call(rows.DomainDefineXML, { xml: guestXml({ name: 'g' }) });
  await client.call(rows.DomainCreate, { dom });
  for (const eventId of [0, 20, 21])
    await client.call(rows.ConnectDomainEventCallbackRegisterAny, { eventId, dom: null });
  await client.call(rows.DomainManagedSave, { dom, flags: 0 });
  await client.message(messages.DomainEventCallbackMigrationIteration);
  expect((await client.message(messages.DomainEventCallbackMigrationIteration)).iteration).toBe(2);
  const { params } = await client.message(messages.DomainEventCallbackJobCompleted);
  const figure = (name: string) => params.find(({ field }) => field === name)?.value.value;
  expect(figure('operation')).toBe(2);
  expect(figure('data_total')).toBe(BigInt(8 * 1024 * 1024 + 532_480));
  expect((await client.message(messages.DomainEventCallbackLifecycle)).event).toBe(3);
  expect(await client.message(messages.DomainEventCallbackLifecycle)).toMatchObject({ event: stopped, detail: 4 });
  await client.call(rows.DomainCreate, { dom });
  expect((await client.call(rows.DomainGetJobStats, { dom, flags: 1 })).params[0]).toMatchObject({
    value: { value: 2 },
  });
});
