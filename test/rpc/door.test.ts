import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type NetConnectOpts } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ProcessOptions } from '../../src/host/process-options.ts';
import { openRpcDoor, rpcAddress, rpcDoors } from '../../src/rpc/index.ts';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal, rpcClient } from './client.ts';
import { rpcHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-rpc-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let sockets = 0;
const newSocket = () => join(folder, `sock${++sockets}`);

async function reach(to: NetConnectOpts) {
  const socket = connect(to);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return rpcClient(socket);
}

test('a socket of mode 0600, a read-only one, and TCP: all three lead to the same host', async () => {
  const path = newSocket();
  let at: readonly string[] = [];
  const door = openRpcDoor({
    unix: { path },
    readOnly: { path: `${path}-ro` },
    tcp: [{ address: '127.0.0.1', port: 0 }],
    onOpen: (addresses) => {
      at = addresses;
    },
  });
  const host = await rpcHost({ doors: [door] });
  expect(at.slice(0, 2)).toEqual([`unix:${path}`, `unix:${path}-ro`]);
  for (const file of [path, `${path}-ro`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  const [local, reader, remote] = await Promise.all([
    reach({ path }),
    reach({ path: `${path}-ro` }),
    reach({ host: '127.0.0.1', port: Number(new URL(at[2] ?? '').port) }),
  ]);
  for (const client of [local, reader, remote]) await client.open();
  await remote.call(rows.DomainDefineXML, { xml: guestXml({ name: 'g' }) });
  expect(await local.call(rows.ConnectNumOfDefinedDomains, {})).toEqual({ num: 1 });
  const { dom } = await reader.call(rows.DomainLookupByName, { name: 'g' });
  expect(await refusal(reader.call(rows.DomainCreate, { dom }))).toMatchObject({ code: 29 });

  await host.shutdown();
  await Promise.all([local.closed(), reader.closed(), remote.closed()]);
  expect(() => statSync(path)).toThrow('ENOENT');
});

test('a thousand idle clients, and one that works; one too many waits for room', async () => {
  const path = newSocket();
  const host = await rpcHost({ doors: [openRpcDoor({ unix: { path }, mostClients: 1001 })] });
  const idle = [];
  // As many at once as a socket's backlog takes.
  for (let i = 0; i < 20; i++) {
    idle.push(...(await Promise.all(Array.from({ length: 50 }, () => reach({ path })))));
    await idle.at(-1)?.call(rows.AuthList, {});
  }
  const client = await reach({ path });
  await client.open();
  expect(await client.call(rows.ConnectGetHostname, {})).toEqual({ hostname: 'hosta' });
  const late = await reach({ path });
  let served = false;
  const answer = late.open().then(() => {
    served = true;
  });
  await client.call(rows.ConnectGetHostname, {});
  expect(served).toBe(false);
  idle.pop()?.close();
  await answer;
  await host.shutdown();
  await Promise.all(idle.map((other) => other.closed()));
});

test('a socket that another host listens at is not taken from it', async () => {
  const path = newSocket();
  const first = await rpcHost({ doors: [openRpcDoor({ unix: { path } })] });
  expect(await refusal(rpcHost({ doors: [openRpcDoor({ unix: { path } })] }))).toMatchObject({
    message: `Failed to bind socket to '${path}': Address already in use`,
  });
  await first.shutdown();
  await (await rpcHost({ doors: [openRpcDoor({ unix: { path } })] })).shutdown();
});

const doorsOf = (options: Partial<ProcessOptions>) => rpcDoors(options as ProcessOptions, () => {});

test('what the options ask for; others are let in only in so many words', () => {
  expect(doorsOf({})).toEqual([]);
  expect(doorsOf({ socket: '/s', tcp: '127.0.0.1:16509' })).toHaveLength(1);
  expect(doorsOf({ tcp: '[::1]:16509' })).toHaveLength(1);
  expect(() => doorsOf({ tcp: '0.0.0.0:16509' })).toThrow('only with --tcp-auth none');
  expect(() => doorsOf({ tcp: 'host.example.org:16509' })).toThrow('only with --tcp-auth none');
  expect(doorsOf({ tcp: '0.0.0.0:16509', tcpAuth: 'none' })).toHaveLength(1);
});

test('opening to everybody is told in the log', async () => {
  const host = await rpcHost({ doors: doorsOf({ tcp: '0.0.0.0:0', tcpAuth: 'none' }) });
  const warned = host.journal.read().filter((entry) => entry.kind === 'log' && entry.level === 'warning');
  expect(warned).toMatchObject([{ text: expect.stringContaining('anybody who reaches 0.0.0.0:0') }]);
  await host.shutdown();
});

test.each(['', 'localhost', '127.0.0.1', ':16509', '127.0.0.1:99999', '::1:16509', 'a:b:1'])(
  '%j is no address',
  (text) => {
    expect(() => rpcAddress(text)).toThrow("is no address for libvirt's clients");
  },
);
