import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { messages, remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-events-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function watched() {
  const host = await rpcHost();
  return { watcher: await host.open(), actor: await host.open() };
}

test('networks: their life, as long as somebody wants to hear of it', async () => {
  const { watcher, actor } = await watched();
  const { callbackId } = await watcher.call(rows.ConnectNetworkEventRegisterAny, { eventId: 0, net: null });
  const { net } = await actor.call(rows.NetworkDefineXML, { xml: '<network><name>n</name></network>' });
  const other = await watcher.call(rows.ConnectNetworkEventRegisterAny, {
    eventId: 0,
    net: { ...net, uuid: net.uuid.replace(/^./, 'f') },
  });
  expect(other.callbackId).not.toBe(callbackId);
  await actor.call(rows.NetworkCreate, { net });
  await actor.call(rows.NetworkDestroy, { net });
  await actor.call(rows.NetworkUndefine, { net });
  const seen = [];
  for (let i = 0; i < 4; i++) seen.push(await watcher.message(messages.NetworkEventLifecycle));
  expect(seen).toEqual([0, 2, 3, 1].map((event) => ({ callbackId, net, event, detail: 0 })));
  await watcher.call(rows.ConnectNetworkEventDeregisterAny, { callbackId });
  expect(await refusal(watcher.call(rows.ConnectNetworkEventDeregisterAny, { callbackId }))).toMatchObject({
    ...{ code: 1, message: `internal error: network event callback ${callbackId} not registered` },
  });
  await actor.call(rows.NetworkDefineXML, { xml: '<network><name>n2</name></network>' });
  await watcher.call(rows.ConnectGetType, {});
  expect(watcher.others).toEqual([]);
});

test('storage pools: their life, and that they were looked at again', async () => {
  const { watcher, actor } = await watched();
  await watcher.call(rows.ConnectStoragePoolEventRegisterAny, { eventId: 0, pool: null });
  await watcher.call(rows.ConnectStoragePoolEventRegisterAny, { eventId: 1, pool: null });
  const path = join(folder, 'pool');
  const xml = `<pool type='dir'><name>p</name><target><path>${path}</path></target></pool>`;
  const { pool } = await actor.call(rows.StoragePoolDefineXML, { xml, flags: 0 });
  await actor.call(rows.StoragePoolBuild, { pool, flags: 0 });
  await actor.call(rows.StoragePoolCreate, { pool, flags: 0 });
  await actor.call(rows.StoragePoolRefresh, { pool, flags: 0 });
  await actor.call(rows.StoragePoolDestroy, { pool });
  await actor.call(rows.StoragePoolDelete, { pool, flags: 0 });
  await actor.call(rows.StoragePoolUndefine, { pool });
  const events = [];
  for (let i = 0; i < 6; i++) events.push((await watcher.message(messages.StoragePoolEventLifecycle)).event);
  expect(events).toEqual([0, 4, 2, 3, 5, 1]);
  expect(await watcher.message(messages.StoragePoolEventRefresh)).toEqual({ callbackId: 1, pool });
});

test('secrets: their life and their values; node devices never change', async () => {
  const { watcher, actor } = await watched();
  const lifecycle = await watcher.call(rows.ConnectSecretEventRegisterAny, { eventId: 0, secret: null });
  await watcher.call(rows.ConnectSecretEventRegisterAny, { eventId: 1, secret: null });
  const { callbackId } = await watcher.call(rows.ConnectNodeDeviceEventRegisterAny, { eventId: 0, dev: null });
  const xml = "<secret ephemeral='yes' private='no'><usage type='ceph'><name>x</name></usage></secret>";
  const { secret } = await actor.call(rows.SecretDefineXML, { xml, flags: 0 });
  await actor.call(rows.SecretSetValue, { secret, value: Buffer.from('v'), flags: 0 });
  await actor.call(rows.SecretUndefine, { secret });
  expect(await watcher.message(messages.SecretEventLifecycle)).toEqual({ ...lifecycle, secret, event: 0, detail: 0 });
  expect(await watcher.message(messages.SecretEventValueChanged)).toMatchObject({ secret });
  expect(await watcher.message(messages.SecretEventLifecycle)).toEqual({ ...lifecycle, secret, event: 1, detail: 0 });
  await watcher.call(rows.ConnectNodeDeviceEventDeregisterAny, { callbackId });
});

test('events that nobody knows, and callbacks of another kind', async () => {
  const { watcher } = await watched();
  expect(await refusal(watcher.call(rows.ConnectNetworkEventRegisterAny, { eventId: 1, net: null }))).toMatchObject({
    message: 'internal error: unsupported network event ID 1',
  });
  const { callbackId } = await watcher.call(rows.ConnectNetworkEventRegisterAny, { eventId: 0, net: null });
  expect(await refusal(watcher.call(rows.ConnectSecretEventDeregisterAny, { callbackId }))).toMatchObject({
    message: `internal error: secret event callback ${callbackId} not registered`,
  });
});
