import { expect, test } from 'vitest';
import { remoteRows } from '../../src/rpc/procedures/index.ts';
import { parameter } from '../../src/rpc/types/typed-parameter.ts';
import { guestXml } from '../guest-xml.ts';
import { type RpcTestClient, refusal } from './client.ts';
import { rpcHost } from './host.ts';

const rows = remoteRows;
const define = async (client: RpcTestClient, name = 'g') =>
  (await client.call(rows.DomainDefineXML, { xml: guestXml({ name }) })).dom;

test('a guest is defined, started, looked at, stopped and forgotten', async () => {
  const client = await (await rpcHost()).open();
  const dom = await define(client);
  expect(dom.id).toBe(-1);
  expect(await client.call(rows.DomainGetState, { dom, flags: 0 })).toEqual({ state: 5, reason: 0 });
  await client.call(rows.DomainCreate, { dom });
  const { dom: running } = await client.call(rows.DomainLookupByUUID, { uuid: dom.uuid });
  expect(running).toEqual({ ...dom, id: 1 });
  expect(await client.call(rows.DomainGetState, { dom, flags: 0 })).toEqual({ state: 1, reason: 1 });
  expect(await client.call(rows.DomainGetInfo, { dom })).toEqual({
    ...{ state: 1, maxMem: 8192n, memory: 8192n, nrVirtCpu: 1, cpuTime: 0n },
  });
  await client.call(rows.DomainSuspend, { dom });
  expect(await client.call(rows.DomainGetState, { dom, flags: 0 })).toEqual({ state: 3, reason: 1 });
  await client.call(rows.DomainResume, { dom });
  await client.call(rows.DomainDestroyFlags, { dom, flags: 0 });
  await client.call(rows.DomainUndefineFlags, { dom, flags: 3 });
  expect(await client.call(rows.ConnectListAllDomains, { needResults: 1, flags: 3 })).toEqual({ domains: [], ret: 0 });
});

test('lists: old and new, and the flags that narrow them', async () => {
  const client = await (await rpcHost()).open();
  const [off, on] = [await define(client, 'off'), await define(client, 'on')];
  await client.call(rows.DomainCreate, { dom: on });
  await client.call(rows.DomainSetAutostart, { dom: off, autostart: 1 });
  const list = async (flags: number) =>
    (await client.call(rows.ConnectListAllDomains, { needResults: 1, flags })).domains.map(({ name }) => name);
  expect(await list(0)).toEqual(['off', 'on']);
  expect(await list(1)).toEqual(['on']);
  expect(await list(2)).toEqual(['off']);
  expect(await list(2 | 1024)).toEqual(['off']);
  expect(await list(1 | 1024)).toEqual([]);
  expect(await list(8)).toEqual([]);
  expect(await list(256)).toEqual([]);
  expect(await list(512 | 8192)).toEqual(['off', 'on']);
  expect(await client.call(rows.ConnectListAllDomains, { needResults: 0, flags: 0 })).toEqual({ domains: [], ret: 2 });
  expect(await client.call(rows.ConnectListDomains, { maxids: 9 })).toEqual({ ids: [1] });
  expect(await client.call(rows.ConnectListDefinedDomains, { maxnames: 9 })).toEqual({ names: ['off'] });
  expect(await client.call(rows.ConnectListDefinedDomains, { maxnames: -1 })).toEqual({ names: [] });
});

test('errors are libvirt s: number, domain and words', async () => {
  const client = await (await rpcHost()).open();
  const dom = await define(client);
  expect(await refusal(client.call(rows.DomainLookupByName, { name: 'no' }))).toMatchObject({
    ...{ code: 42, domain: 10, message: "Domain not found: no domain with matching name 'no'" },
  });
  expect(await refusal(client.call(rows.DomainLookupByID, { id: 7 }))).toMatchObject({
    message: 'Domain not found: no domain with matching id 7',
  });
  expect(await refusal(client.call(rows.DomainDestroy, { dom }))).toMatchObject({
    ...{ code: 55, message: 'Requested operation is not valid: domain is not running' },
  });
  expect(await refusal(client.call(rows.DomainDestroyFlags, { dom, flags: 64 }))).toMatchObject({
    ...{ code: 8, message: 'unsupported flags (0x40) in function qemuDomainDestroyFlags' },
  });
  expect(await refusal(client.call(rows.DomainGetMetadata, { dom, type: 1, uri: null, flags: 0 }))).toMatchObject({
    code: 80,
    domain: 20,
  });
  expect(await refusal(client.call(rows.DomainShutdownFlags, { dom, flags: 2 }))).toMatchObject({
    code: 55,
    domain: 10,
  });
});

test('a hook that refuses: code 70 of domain 34, with what it said', async () => {
  const host = await rpcHost({
    libvirt: '9.0.0',
    hook: (argv) => (argv[2] === 'start' ? { exit: 3, stderr: 'not today\n' } : {}),
  });
  const client = await host.open();
  const dom = await define(client);
  const error = await refusal(client.call(rows.DomainCreate, { dom }));
  expect(error).toMatchObject({ code: 70, domain: 34 });
  expect(error.message).toMatch(
    /^Hook script execution failed: internal error: Child process .* unexpected exit status 3: not today\n$/,
  );
});

test('a guest started to be destroyed with its client is', async () => {
  const host = await rpcHost();
  const [client, other] = [await host.open(), await host.open()];
  const { dom } = await client.call(rows.DomainCreateXML, { xmlDesc: guestXml({ name: 'short' }), flags: 2 });
  await other.call(rows.ConnectDomainEventCallbackRegisterAny, { eventId: 0, dom });
  client.close();
  const stopped = await other.take(({ procedure }) => procedure === 318);
  expect(stopped).toBeDefined();
});

test('title, description and elements of the metadata', async () => {
  const client = await (await rpcHost()).open();
  const dom = await define(client);
  const [live, config] = [1, 2];
  const none = { key: null, uri: null, flags: 0 };
  await client.call(rows.DomainSetMetadata, { ...none, dom, type: 1, metadata: 'A title' });
  await client.call(rows.DomainSetMetadata, {
    ...{ dom, type: 2, metadata: "<a><b c='1'/></a>", key: 'k', uri: 'https://example.org/1', flags: config },
  });
  const get = (type: number, uri: string | null = null) =>
    client.call(rows.DomainGetMetadata, { dom, type, uri, flags: 0 });
  expect(await get(1)).toEqual({ metadata: 'A title' });
  expect(await get(2, 'https://example.org/1')).toEqual({ metadata: '<a>\n  <b c="1"/>\n</a>' });
  const { xml } = await client.call(rows.DomainGetXMLDesc, { dom, flags: 2 });
  expect(xml).toContain('<k:a xmlns:k="https://example.org/1">');
  expect(xml).toContain('hooklab:workload');
  await client.call(rows.DomainSetMetadata, { ...none, dom, type: 2, metadata: null, uri: 'https://example.org/1' });
  expect(await refusal(get(2, 'https://example.org/1'))).toMatchObject({ code: 80 });
  expect(
    await refusal(client.call(rows.DomainSetMetadata, { ...none, dom, type: 1, metadata: 'x', flags: live })),
  ).toMatchObject({ code: 55 });
});

test('figures of all guests, or of those named', async () => {
  const client = await (await rpcHost()).open();
  const dom = await define(client);
  await client.call(rows.DomainCreate, { dom });
  const { retStats } = await client.call(rows.ConnectGetAllDomainStats, { doms: [], stats: 1 | 4, flags: 0 });
  expect(retStats).toEqual([
    {
      dom: { ...dom, id: 1 },
      params: [
        parameter('state.state', 'int', 1),
        parameter('state.reason', 'int', 1),
        parameter('balloon.current', 'uhyper', 8192n),
        parameter('balloon.maximum', 'uhyper', 8192n),
      ],
    },
  ]);
});

test('managed save: saved, listed so, dropped by a forced boot', async () => {
  const client = await (await rpcHost()).open();
  const dom = await define(client);
  await client.call(rows.DomainCreate, { dom });
  await client.call(rows.DomainManagedSave, { dom, flags: 0 });
  expect(await client.call(rows.DomainHasManagedSaveImage, { dom, flags: 0 })).toEqual({ result: 1 });
  expect(await client.call(rows.ConnectListAllDomains, { needResults: 1, flags: 256 })).toMatchObject({ ret: 1 });
  await client.call(rows.DomainCreateWithFlags, { dom, flags: 8 });
  expect(await client.call(rows.DomainGetState, { dom, flags: 0 })).toEqual({ state: 1, reason: 1 });
  expect(await client.call(rows.DomainHasManagedSaveImage, { dom, flags: 0 })).toEqual({ result: 0 });
});

test('empty lists are empty, as those of a host without any', async () => {
  const client = await (await rpcHost()).open();
  const all = { needResults: 1, flags: 0 };
  const dom = await define(client);
  expect(await client.call(rows.ConnectListAllStoragePools, all)).toEqual({ pools: [], ret: 0 });
  expect(await client.call(rows.ConnectListAllNWFilters, all)).toEqual({ filters: [], ret: 0 });
  expect(await client.call(rows.ConnectListAllSecrets, all)).toEqual({ secrets: [], ret: 0 });
  expect(await client.call(rows.DomainListAllSnapshots, { dom, ...all })).toEqual({ snapshots: [], ret: 0 });
  expect(await refusal(client.call(rows.StorageVolLookupByPath, { path: '/no' }))).toMatchObject({
    ...{ code: 50, domain: 18, message: "Storage volume not found: no storage vol with matching path '/no'" },
  });
});
