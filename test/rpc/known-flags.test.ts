import { expect, test } from 'vitest';
import { remoteRows } from '../../src/rpc/procedures/index.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const rows = remoteRows;
const bit30 = 2 ** 30;

test('flags that a function does not know are refused in its name', async () => {
  const client = await (await rpcHost()).open();
  const list = { needResults: 1, flags: bit30 };
  const refusals = [
    [10, 'qemuConnectListAllDomains', () => client.call(rows.ConnectListAllDomains, list)],
    [19, 'networkConnectListAllNetworks', () => client.call(rows.ConnectListAllNetworks, list)],
    [18, 'storageConnectListAllStoragePools', () => client.call(rows.ConnectListAllStoragePools, list)],
    [30, 'secretConnectListAllSecrets', () => client.call(rows.ConnectListAllSecrets, list)],
    [33, 'nwfilterConnectListAllNWFilters', () => client.call(rows.ConnectListAllNWFilters, list)],
    [26, 'udevConnectListAllInterfaces', () => client.call(rows.ConnectListAllInterfaces, list)],
    [0, 'virHostCPUGetMap', () => client.call(rows.NodeGetCPUMap, { needMap: 1, needOnline: 1, flags: bit30 })],
  ] as const;
  for (const [domain, name, call] of refusals) {
    const message = `unsupported flags (0x40000000) in function ${name}`;
    expect(await refusal(call())).toMatchObject({ code: 8, domain, message });
  }
});

test('a container driver is not asked what the QEMU driver knows', async () => {
  const client = await (await rpcHost()).open('lxc:///system');
  expect(await client.call(rows.ConnectListAllDomains, { needResults: 1, flags: bit30 })).toMatchObject({ ret: 0 });
});
