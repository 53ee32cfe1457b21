import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { guestXml } from '../guest-xml.ts';
import { refusal } from './client.ts';
import { rpcHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-storage-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const mib = 1_048_576n;
const poolXml = `<pool type='dir'><name>images</name><target><path>${folder}</path></target></pool>`;
const volumeXml = (name: string, format: string) =>
  `<volume><name>${name}</name><capacity unit='MiB'>4</capacity><allocation>0</allocation>
<target><format type='${format}'/></target></volume>`;

async function withPool() {
  const client = await (await rpcHost()).open();
  const { pool } = await client.call(rows.StoragePoolCreateXML, { xml: poolXml, flags: 0 });
  return { client, pool };
}

test('a directory is a pool, and its files are volumes', async () => {
  const { client, pool } = await withPool();
  writeFileSync(join(folder, 'disk.img'), Buffer.alloc(4096));
  const names = () => client.call(rows.StoragePoolListVolumes, { pool, maxnames: 9 });
  expect(await names()).toEqual({ names: [] });
  await client.call(rows.StoragePoolRefresh, { pool, flags: 0 });
  expect(await names()).toEqual({ names: ['disk.img'] });
  const { vol } = await client.call(rows.StorageVolLookupByPath, { path: join(folder, 'disk.img') });
  expect(await client.call(rows.StorageVolGetInfo, { vol })).toMatchObject({ type: 0, capacity: 4096n });
  await client.call(rows.StoragePoolDestroy, { pool });
  expect(await refusal(client.call(rows.StorageVolLookupByPath, { path: vol.key }))).toMatchObject({ code: 50 });
  expect(await refusal(client.call(rows.StoragePoolLookupByName, { name: 'images' }))).toMatchObject({
    ...{ code: 49, domain: 18, message: "Storage pool not found: no storage pool with matching name 'images'" },
  });
});

test('a directory that is not there, and kinds of pools that are not here', async () => {
  const client = await (await rpcHost()).open();
  const create = (xml: string) => client.call(rows.StoragePoolCreateXML, { xml, flags: 0 });
  expect(await refusal(create(poolXml.replace(folder, `${folder}/no`)))).toMatchObject({
    ...{ code: 38, message: `cannot open directory '${folder}/no': No such file or directory` },
  });
  expect(await refusal(create(poolXml.replace("'dir'", "'logical'")))).toMatchObject({
    message: 'internal error: missing backend for pool type 3 (logical)',
  });
});

test('images are made, found to be what they are, and deleted', async () => {
  const { client, pool } = await withPool();
  for (const format of ['raw', 'qcow2']) {
    const { vol } = await client.call(rows.StorageVolCreateXML, {
      pool,
      xml: volumeXml(`new.${format}`, format),
      flags: 0,
    });
    const { xml } = await client.call(rows.StorageVolGetXMLDesc, { vol, flags: 0 });
    expect(xml).toContain(`<format type='${format}'/>`);
    expect(xml).toContain(`<capacity unit='bytes'>${4n * mib}</capacity>`);
    expect(
      await refusal(client.call(rows.StorageVolCreateXML, { pool, xml: volumeXml(vol.name, format), flags: 0 })),
    ).toMatchObject({ code: 90 });
    await client.call(rows.StorageVolDelete, { vol, flags: 0 });
    expect(() => statSync(vol.key)).toThrow('ENOENT');
  }
});

test('an image for which there is no room is not begun', async () => {
  const { client, pool } = await withPool();
  const xml = volumeXml('huge', 'raw').replace("'MiB'>4<", "'EiB'>1<");
  expect(await refusal(client.call(rows.StorageVolCreateXML, { pool, xml, flags: 0 }))).toMatchObject({ code: 38 });
  const full = volumeXml('full', 'raw')
    .replace("'MiB'>4<", "'PiB'>2<")
    .replace('<allocation>0', "<allocation unit='PiB'>2");
  expect(await refusal(client.call(rows.StorageVolCreateXML, { pool, xml: full, flags: 0 }))).toMatchObject({
    code: 38,
  });
  expect(() => statSync(join(folder, 'full'))).toThrow('ENOENT');
});

test.each(['../outside', '.hidden', 'a/b'])('a volume cannot be called %s', async (name) => {
  const { client, pool } = await withPool();
  expect(
    await refusal(client.call(rows.StorageVolCreateXML, { pool, xml: volumeXml(name, 'raw'), flags: 0 })),
  ).toBeDefined();
  expect(await refusal(client.call(rows.StorageVolLookupByName, { pool, name }))).toMatchObject({ code: 50 });
  expect(
    await refusal(client.call(rows.StorageVolDelete, { vol: { pool: pool.name, name, key: '/etc/passwd' }, flags: 0 })),
  ).toMatchObject({ code: 50 });
});

test('a guest s disks: their size, nothing counted, a raw one resized and looked into', async () => {
  const { client } = await withPool();
  const path = join(folder, 'vda.img');
  writeFileSync(path, 'test');
  const disk = `<devices><disk type='file' device='disk'><source file='${path}'/><target dev='vda' bus='virtio'/></disk></devices>`;
  const { dom } = await client.call(rows.DomainDefineXML, {
    xml: guestXml({ name: 'd' }).replace('</domain>', `${disk}</domain>`),
  });
  expect(await refusal(client.call(rows.DomainBlockStats, { dom, path: 'vda' }))).toMatchObject({ code: 55 });
  await client.call(rows.DomainCreate, { dom });
  expect(await client.call(rows.DomainBlockStats, { dom, path: 'vda' })).toMatchObject({ rdReq: 0n, wrBytes: 0n });
  const peeked = await client.call(rows.DomainBlockPeek, { dom, path, offset: 0n, size: 4, flags: 0 });
  expect(Buffer.from(peeked.buffer).toString()).toBe('test');
  await client.call(rows.DomainBlockResize, { dom, disk: 'vda', size: 8n, flags: 0 });
  expect(await client.call(rows.DomainGetBlockInfo, { dom, path: 'vda', flags: 0 })).toMatchObject({ capacity: 8192n });
  expect(readFileSync(path).subarray(0, 4).toString()).toBe('test');
  expect(await refusal(client.call(rows.DomainGetBlockInfo, { dom, path: 'vdz', flags: 0 }))).toMatchObject({
    code: 8,
  });
});
