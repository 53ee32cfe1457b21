import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { interfaceXml, machineInterfaces } from '../../src/rpc/machine/interfaces.ts';
import { mergingParameters } from '../../src/rpc/machine/merging.ts';
import { processorTimes } from '../../src/rpc/machine/statistics.ts';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-machine-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function kernelTells(name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), `${text}\n`);
}

test('interfaces are those of the kernel; one is active while its link is up', async () => {
  kernelTells('eth0', { address: '1a:40:ad:59:9f:6d', mtu: '1500', operstate: 'up', speed: '10000' });
  kernelTells('lo', { address: '00:00:00:00:00:00', mtu: '65536', operstate: 'unknown' });
  kernelTells('br0', { address: '52:54:00:00:00:01', mtu: '1500', operstate: 'down', speed: '-1' });
  kernelTells('br0/bridge', { stp_state: '0' });
  writeFileSync(join(folder, 'bonding_masters'), '');
  const found = await machineInterfaces(folder);
  expect(found.map(({ name, active }) => [name, active])).toEqual([
    ['br0', false],
    ['eth0', true],
    ['lo', false],
  ]);
  expect(found.map(interfaceXml)).toEqual([
    "<interface type='bridge' name='br0'>\n  <mtu size='1500'/>\n  <link state='down'/>\n  <mac address='52:54:00:00:00:01'/>\n  <bridge/>\n</interface>\n",
    "<interface type='ethernet' name='eth0'>\n  <mtu size='1500'/>\n  <link speed='10000' state='up'/>\n  <mac address='1a:40:ad:59:9f:6d'/>\n</interface>\n",
    "<interface type='ethernet' name='lo'>\n  <mtu size='65536'/>\n  <link state='unknown'/>\n  <mac address='00:00:00:00:00:00'/>\n</interface>\n",
  ]);
  expect(await machineInterfaces(join(folder, 'none'))).toEqual([]);
});

test("processors' times are in nanoseconds, in libvirt's order", async () => {
  const file = join(folder, 'stat');
  writeFileSync(file, 'cpu  10 1 5 100 2 3 4 0 0 0\ncpu0 1 0 0 50 0 0 0 0 0 0\nintr 1\n');
  expect(await processorTimes(-1, file)).toEqual([
    { field: 'kernel', value: 120_000_000n },
    { field: 'user', value: 110_000_000n },
    { field: 'idle', value: 1_000_000_000n },
    { field: 'iowait', value: 20_000_000n },
  ]);
  await expect(processorTimes(1, file)).rejects.toThrow('Invalid cpuNum in virHostCPUGetStatsLinux');
});

test('what the kernel does not tell of merging is left out', async () => {
  kernelTells('ksm', { pages_to_scan: '100', full_scans: '7' });
  expect(await mergingParameters(join(folder, 'ksm'))).toEqual([
    { field: 'shm_pages_to_scan', value: { type: 'uint', value: 100 } },
    { field: 'shm_full_scans', value: { type: 'uhyper', value: 7n } },
  ]);
});

test('the machine has one cell, ordinary pages, and is itself its one device', async () => {
  const client = await (await rpcHost()).open();
  const stats = await client.call(rows.NodeGetMemoryStats, { nparams: 4, cellNum: -1, flags: 0 });
  expect(stats.params).toEqual([
    { field: 'total', value: 1_048_576n },
    { field: 'free', value: 1_048_576n },
    { field: 'buffers', value: 0n },
    { field: 'cached', value: 0n },
  ]);
  const pages = (size: number, startCell = 0) =>
    client.call(rows.NodeGetFreePages, { pages: [size], startCell, cellCount: 1, flags: 0 });
  expect(await pages(4)).toEqual({ counts: [262_144n] });
  expect(await pages(2048)).toEqual({ counts: [0n] });
  expect(await refusal(pages(8))).toMatchObject({
    message: 'operation failed: page size 8 is not available on node 0',
  });
  expect(await refusal(pages(4, 1))).toMatchObject({
    message: 'internal error: start cell 1 out of range (0-0)',
  });
  const devices = async (flags: number) =>
    (await client.call(rows.ConnectListAllNodeDevices, { needResults: 1, flags })).devices.map(({ name }) => name);
  expect(await devices(0)).toEqual(['computer']);
  expect(await devices(1)).toEqual(['computer']);
  expect(await devices(2)).toEqual([]);
  expect(await devices(2 ** 31 + 0)).toEqual(['computer']);
  expect(await devices(2 ** 30)).toEqual([]);
  expect((await client.call(rows.NodeDeviceGetXMLDesc, { name: 'computer', flags: 0 })).xml).toContain(
    "<capability type='system'>",
  );
});

test('what would change the machine is refused in libvirt’s words', async () => {
  const client = await (await rpcHost()).open();
  const allocate = (size: number) =>
    client.call(rows.NodeAllocPages, { pageSizes: [size], pageCounts: [1n], startCell: 0, cellCount: 1, flags: 0 });
  expect(await refusal(allocate(4))).toMatchObject({
    message: "Operation not supported: system pages pool can't be modified",
  });
  expect(await refusal(client.call(rows.NodeSuspendForDuration, { target: 1, duration: 60n, flags: 0 }))).toMatchObject(
    { message: 'argument unsupported: Suspend-to-Disk' },
  );
  expect(await refusal(client.call(rows.NodeDeviceReset, { name: 'computer' }))).toMatchObject({
    message: 'invalid argument: device computer is not a PCI device',
  });
});

test('devices cannot be made', async () => {
  const client = await (await rpcHost()).open();
  const create = (xmlDesc: string) => refusal(client.call(rows.NodeDeviceCreateXML, { xmlDesc, flags: 0 }));
  expect(await create('<device><parent>scsi_host99</parent></device>')).toMatchObject({
    message: "internal error: Could not find parent device for 'new device'",
  });
  expect((await create('<device>')).message).toContain('(node_device_definition):1: Premature end of data');
  expect(await refusal(client.call(rows.NodeDeviceDefineXML, { xmlDesc: '<device/>', flags: 0 }))).toMatchObject({
    code: 67,
    message: 'unsupported configuration: Unsupported device type',
  });
});

test('processors by name, for the architectures there are', async () => {
  const client = await (await rpcHost()).open();
  const models = (arch: string) => client.call(rows.ConnectGetCPUModelNames, { arch, needResults: 1, flags: 0 });
  expect((await models('x86_64')).models.slice(0, 3)).toEqual(['486', 'pentium', 'pentium2']);
  expect(await models('aarch64')).toEqual({ models: [], ret: 0 });
  expect(await refusal(models('bogus'))).toMatchObject({
    message: 'invalid argument: cannot find architecture bogus',
  });
  const most = (type: string | null) => client.call(rows.ConnectGetMaxVcpus, { type });
  expect(await most('KVM')).toEqual({ maxVcpus: 255 });
  expect(await refusal(most('xen'))).toMatchObject({ message: "invalid argument: unknown type 'xen'" });
});
