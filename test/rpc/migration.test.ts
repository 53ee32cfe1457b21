import { afterEach, beforeEach, expect, test } from 'vitest';
import { wireParameters } from '../../src/rpc/migration/index.ts';
import { messages, remoteRows } from '../../src/rpc/procedures/index.ts';
import type { DomainValue } from '../../src/rpc/types/common.ts';
import { type RpcTestClient, refusal } from './client.ts';
import { conductor, live, p2p, runningGuest, tunnelled, twoHosts } from './migrating.ts';

let hosts: Awaited<ReturnType<typeof twoHosts>>;
let source: RpcTestClient;
let destination: RpcTestClient;
let dom: DomainValue;

async function set(given: Parameters<typeof twoHosts>[0] = {}) {
  hosts = await twoHosts(given);
  source = await hosts.a.open();
  destination = await hosts.b.open();
  dom = await runningGuest(source, hosts.calls);
}
beforeEach(() => set());
afterEach(() => hosts.close());

const guestsOf = async (client: RpcTestClient) =>
  (await client.call(remoteRows.ConnectListAllDomains, { needResults: 1, flags: 0 })).domains.map(({ name }) => name);

const whole = [
  ...['hostb migrate begin', 'hostb prepare begin', 'hostb start begin', 'hostb started begin'],
  ...['hosta stopped end', 'hosta release end'],
];
const undone = [...whole.slice(0, 4), 'hostb stopped end', 'hostb release end'];

test('a client conducts: each phase arrives alone, each host plays its part of the score', async () => {
  const play = conductor(source, destination, dom);
  const { cookieOut } = await play.begin();
  expect(Buffer.from(cookieOut).toString()).toMatch(
    /^<qemu-migration>\n {2}<name>g<\/name>\n[\s\S]*<\/qemu-migration>\n\0$/,
  );
  expect(hosts.calls).toEqual([]);
  await play.prepare();
  expect(hosts.calls).toEqual(whole.slice(0, 4));
  await play.perform();
  const arrived = await play.finish();
  expect(arrived).toMatchObject({ name: 'g', id: 1 });
  expect(await guestsOf(source)).toEqual(['g']);
  await play.confirm();
  expect(hosts.calls).toEqual(whole);
  expect([await guestsOf(source), await guestsOf(destination)]).toEqual([[], ['g']]);
});

test('a cancelled Finish answers with a number of its own, and the guest is gone there', async () => {
  const play = conductor(source, destination, dom);
  await play.begin();
  await play.prepare();
  expect(await refusal(play.finish(1))).toMatchObject({ code: 93, domain: 10 });
  await play.confirm(1);
  expect(hosts.calls).toEqual(undone);
  expect([await guestsOf(source), await guestsOf(destination)]).toEqual([['g'], []]);
});

test('a Finish that was read counts, although its client is gone in the same moment', async () => {
  const watcher = await hosts.b.open();
  await watcher.call(remoteRows.ConnectDomainEventCallbackRegisterAny, { eventId: 0, dom: null });
  const play = conductor(source, destination, dom);
  await play.begin();
  await play.prepare();
  await play.perform();
  void play.finish().catch(() => undefined);
  destination.close();
  const [started, resumed] = [
    await watcher.message(messages.DomainEventCallbackLifecycle),
    await watcher.message(messages.DomainEventCallbackLifecycle),
  ];
  expect([started, resumed]).toMatchObject([
    { event: 2, detail: 1 },
    { event: 4, detail: 1 },
  ]);
  expect(await guestsOf(watcher)).toEqual(['g']);
  expect(hosts.calls).toEqual(whole.slice(0, 4));
});

test("a hook that refuses is Prepare's error; the job at the source ends with a cancelled Confirm", async () => {
  await hosts.close();
  await set({ refuse: 'hostb prepare begin' });
  const play = conductor(source, destination, dom);
  await play.begin();
  const error = await refusal(play.prepare());
  expect(error).toMatchObject({ code: 70, domain: 34 });
  expect(error.message).toMatch(/^Hook script execution failed: internal error: Child process .*: no\n$/);
  await play.confirm(1);
  await conductor(source, destination, dom).begin();
});

test.each(['begin', 'prepare', 'perform'] as const)('a client that vanishes after %s', async (last) => {
  const play = conductor(source, destination, dom);
  for (const phase of ['begin', 'prepare', 'perform'] as const) {
    await play[phase]();
    if (phase === last) break;
  }
  source.close();
  destination.close();
  const [seen, seenThere] = [await hosts.a.open(), await hosts.b.open()];
  await expect.poll(() => guestsOf(seenThere)).toEqual([]);
  await expect.poll(() => hosts.calls).toEqual(last === 'begin' ? [] : undone);
  const { state } = await seen.call(remoteRows.DomainGetState, { dom, flags: 0 });
  expect(state).toBe(last === 'perform' ? 3 : 1);
});

test.each([
  ['peer-to-peer', live | p2p],
  ['tunnelled', live | p2p | tunnelled],
])('%s: the source host is a client of the destination', async (_name, flags) => {
  const asked = { dom, dconnuri: hosts.uri('hostb'), params: [], cookieIn: new Uint8Array(), flags };
  const { cookieOut } = await source.call(remoteRows.DomainMigratePerform3Params, asked);
  expect(cookieOut.length).toBe(0);
  expect(hosts.calls).toEqual(whole);
  expect([await guestsOf(source), await guestsOf(destination)]).toEqual([[], ['g']]);
});

test('tunnelled: the guest goes through the connection of its hosts, and nothing else leads there', async () => {
  await hosts.close();
  await set({ apart: true });
  const to = { dom, dconnuri: hosts.uri('hostb'), params: [], cookieIn: new Uint8Array() };
  const perform = (flags: number) => source.call(remoteRows.DomainMigratePerform3Params, { ...to, flags });
  await expect(perform(live | p2p)).rejects.toThrow();
  expect(await guestsOf(source)).toEqual(['g']);
  hosts.calls.length = 0;
  await perform(live | p2p | tunnelled);
  expect(hosts.calls).toEqual(whole);
  expect([await guestsOf(source), await guestsOf(destination)]).toEqual([[], ['g']]);
});

test('nothing is sent to where a real libvirt has a QEMU wait', async () => {
  const play = conductor(source, destination, dom);
  await play.begin();
  await play.prepare();
  play.carried.uri = 'tcp:hostb:49152';
  play.carried.cookie = Buffer.from('<qemu-migration>\n  <hostname>hostb</hostname>\n</qemu-migration>\n\0');
  expect((await refusal(play.perform())).message).toBe(
    'Operation not supported: hostb is no host of hooklab, whose guests a QEMU cannot take: use --offline',
  );
  expect(await guestsOf(source)).toEqual(['g']);
});

test('peer-to-peer: the hook there refuses, and nobody is there', async () => {
  await hosts.close();
  await set({ refuse: 'hostb start begin' });
  const asked = { dom, params: [], cookieIn: new Uint8Array(), flags: live | p2p };
  const to = (dconnuri: string) => source.call(remoteRows.DomainMigratePerform3Params, { ...asked, dconnuri });
  expect(await refusal(to(hosts.uri('hostb')))).toMatchObject({ code: 70, domain: 34 });
  expect((await refusal(to(hosts.uri('nobody')))).message).toMatch(
    /^Failed to connect socket to '.*nobody': No such file or directory$/,
  );
  expect(await guestsOf(source)).toEqual(['g']);
});

test('without parameters, as virDomainMigrate asks', async () => {
  const flags = BigInt(live);
  const rest = { dname: null, resource: 0n };
  const begun = await source.call(remoteRows.DomainMigrateBegin3, { dom, xmlin: null, flags, ...rest });
  const asked = { cookieIn: begun.cookieOut, uriIn: null, flags, domXml: begun.xml, ...rest };
  const { cookieOut, uriOut: uri } = await destination.call(remoteRows.DomainMigratePrepare3, asked);
  const perform = { dom, xmlin: null, cookieIn: cookieOut, dconnuri: null, uri, flags, ...rest };
  const performed = await source.call(remoteRows.DomainMigratePerform3, perform);
  const finish = { dname: 'g', cookieIn: performed.cookieOut, dconnuri: null, uri, flags, cancelled: 0 };
  const finished = await destination.call(remoteRows.DomainMigrateFinish3, finish);
  await source.call(remoteRows.DomainMigrateConfirm3, { dom, cookieIn: finished.cookieOut, flags, cancelled: 0 });
  expect(hosts.calls).toEqual(whole);
});

test('protocol 2: no Begin, and the client reads the XML itself', async () => {
  await hosts.close();
  await set({ libvirt: '0.8.8' });
  const flags = BigInt(live);
  const rest = { dname: null, resource: 0n };
  const { xml: domXml } = await source.call(remoteRows.DomainGetXMLDesc, { dom, flags: 0 });
  const prepared = await destination.call(remoteRows.DomainMigratePrepare2, { uriIn: null, flags, domXml, ...rest });
  const uri = prepared.uriOut ?? '';
  const { cookie } = prepared;
  await source.call(remoteRows.DomainMigratePerform, { dom, cookie, uri, flags, ...rest });
  const { ddom } = await destination.call(remoteRows.DomainMigrateFinish2, {
    dname: 'g',
    cookie,
    uri,
    flags,
    retcode: 0,
  });
  expect(ddom).toMatchObject({ name: 'g', id: 1 });
  expect([await guestsOf(source), await guestsOf(destination)]).toEqual([[], ['g']]);
});

test.each([
  ['3', '9.0.0'],
  ['2', '0.8.8'],
])('peer-to-peer by protocol %s without parameters', async (protocol, libvirt) => {
  await hosts.close();
  await set({ libvirt });
  const flags = BigInt(live | p2p);
  const rest = { dom, flags, dname: null, resource: 0n };
  const to = hosts.uri('hostb');
  if (protocol === '2')
    await source.call(remoteRows.DomainMigratePerform, { ...rest, cookie: new Uint8Array(), uri: to });
  else {
    const asked = { ...rest, xmlin: null, cookieIn: new Uint8Array(), uri: null, dconnuri: to };
    await source.call(remoteRows.DomainMigratePerform3, asked);
  }
  expect([await guestsOf(source), await guestsOf(destination)]).toEqual([[], ['g']]);
});

test("the destination says where the state goes; the user's migration URI names its host and port", async () => {
  const play = conductor(source, destination, dom);
  await play.begin();
  expect((await refusal(play.prepare('carrier-pigeon://hostb'))).message).toBe(
    'argument unsupported: unsupported scheme carrier-pigeon in migration URI carrier-pigeon://hostb',
  );
  await play.prepare('tcp://other:49999');
  expect(play.carried.uri).toMatch(/^\w+:\/\/other:49999\//);
});

test('peer-to-peer, the guest waits where the user says', async () => {
  const params = wireParameters({ migrate_uri: 'tcp:hostb:49777', listen_address: 'hostb' });
  const asked = { dom, dconnuri: hosts.uri('hostb'), params, cookieIn: new Uint8Array(), flags: live | p2p };
  await source.call(remoteRows.DomainMigratePerform3Params, asked);
  expect(await guestsOf(destination)).toEqual(['g']);
  const bad = wireParameters({ migrate_uri: 'tcp:' });
  const [there] = (await destination.call(remoteRows.ConnectListAllDomains, { needResults: 1, flags: 0 })).domains;
  if (!there) throw new Error('nobody came');
  const back = { ...asked, dom: there, dconnuri: hosts.uri('hosta'), params: bad };
  expect((await refusal(destination.call(remoteRows.DomainMigratePerform3Params, back))).message).toMatch(
    /missing host in migration URI: tcp:$/,
  );
});

test('no post-copy is there to be resumed', async () => {
  const asked = { dom, params: [], flags: live | (1 << 15) | (1 << 19) };
  expect(await refusal(source.call(remoteRows.DomainMigrateBegin3Params, asked))).toMatchObject({
    ...{ code: 55, message: "Requested operation is not valid: domain 'g' is not being migrated" },
  });
});

test('parameters and flags that nobody knows', async () => {
  const begin = (params: Parameters<typeof wireParameters>[0], flags: number) =>
    source.call(remoteRows.DomainMigrateBegin3Params, { dom, params: wireParameters(params), flags });
  expect((await refusal(begin({}, 1 << 27))).message).toBe(
    'unsupported flags (0x8000000) in function qemuDomainMigrateBegin3Params',
  );
  expect((await refusal(begin({}, tunnelled))).message).toBe(
    'cannot perform tunnelled migration without using peer2peer flag',
  );
  expect((await refusal(begin({}, live | (1 << 20)))).message).toBe(
    'Requested operation is not valid: zero-copy is only available for parallel migration',
  );
  const params = [{ field: 'colour', value: { type: 'string', value: 'red' } }] as const;
  expect(await refusal(source.call(remoteRows.DomainMigrateBegin3Params, { dom, params, flags: live }))).toMatchObject({
    code: 74,
    message: "argument unsupported: parameter 'colour' not supported",
  });
});
