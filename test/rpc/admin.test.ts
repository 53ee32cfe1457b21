import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AdminRow, adminRows } from '../../src/rpc/admin/rows.ts';
import { openRpcDoor } from '../../src/rpc/index.ts';
import { fromRemoteError, remoteError } from '../../src/rpc/types/error.ts';
import { decode, encode } from '../../src/rpc/xdr/index.ts';
import { realVirshIsInstalled } from '../conformance/real-virsh.ts';
import { rpcClient } from './client.ts';
import { rpcHost } from './host.ts';

let folder: string;
let host: Awaited<ReturnType<typeof rpcHost>>;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hooklab-admin-'));
  const admin = { path: join(folder, 'admin'), log: { filters: '1:qemu', outputs: '1:stderr' } };
  host = await rpcHost({ libvirt: '9.0.0', doors: [openRpcDoor({ unix: { path: join(folder, 'sock') }, admin })] });
});
afterEach(async () => {
  await host.shutdown();
  rmSync(folder, { recursive: true });
});

async function reach(name: string) {
  const socket = connect({ path: join(folder, name) });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  return rpcClient(socket);
}

async function administrator() {
  const client = await reach('admin');
  const ask = async <A, R>({ number, args, result }: AdminRow<A, R>, given: A): Promise<R> => {
    const packet = { program: 0x0690_0690, version: 1, procedure: number, payload: encode(args, given) };
    const reply = await client.ask(packet);
    if (reply.status === 'ok') return decode(result, reply.payload);
    throw new Error(fromRemoteError(decode(remoteError, reply.payload)).message);
  };
  return { client, ask };
}

const srv = { name: 'libvirtd' };

test('an administrator sees who is connected, and sends them away', async () => {
  const guest = await reach('sock');
  await guest.open();
  const { ask } = await administrator();
  await ask(adminRows.ConnectOpen, { flags: 0 });
  expect(await ask(adminRows.ConnectListServers, { needResults: 1, flags: 0 })).toEqual({ servers: [srv], ret: 1 });
  const { clients } = await ask(adminRows.ServerListClients, { srv, needResults: 1, flags: 0 });
  expect(clients).toMatchObject([{ id: 1n, transport: 0, srv }]);
  const { clnt } = await ask(adminRows.ServerLookupClient, { srv, id: 1n, flags: 0 });
  expect((await ask(adminRows.ClientGetInfo, { clnt, flags: 0 })).params).toMatchObject([{ field: 'readonly' }]);
  await ask(adminRows.ClientClose, { clnt, flags: 0 });
  await guest.closed();
  expect(await ask(adminRows.ServerListClients, { srv, needResults: 0, flags: 0 })).toEqual({ clients: [], ret: 0 });
  expect(await ask(adminRows.ConnectGetLoggingFilters, { flags: 0 })).toEqual({ filters: '1:qemu', nfilters: 1 });
});

test('what there is not, and what an administrator cannot change here', async () => {
  const { client, ask } = await administrator();
  await expect(ask(adminRows.ConnectLookupServer, { name: 'other', flags: 0 })).rejects.toThrow(
    "invalid argument: No server named 'other'",
  );
  await expect(ask(adminRows.ServerLookupClient, { srv, id: 7n, flags: 0 })).rejects.toThrow('No client with matching');
  await expect(ask(adminRows.ConnectSetDaemonTimeout, { timeout: 1, flags: 0 })).rejects.toThrow('not supported');
  expect(await client.ask({ procedure: 66 })).toMatchObject({ status: 'error' });
});

test.runIf(realVirshIsInstalled())('virt-admin is content', async () => {
  const child = spawn('virt-admin', ['-c', `libvirtd:///system?socket=${join(folder, 'admin')}`, 'srv-list']);
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect(said).toContain('libvirtd');
});
