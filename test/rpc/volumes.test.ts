import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { programs } from '../../src/rpc/packet.ts';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { encode, hyper, struct, uint } from '../../src/rpc/xdr/index.ts';
import { type RpcTestClient, refusal } from './client.ts';
import { rpcHost } from './host.ts';

const folder = mkdtempSync(join(tmpdir(), 'hooklab-volumes-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A client, a pool, and a volume of it with that content. */
async function withVolume(content: Uint8Array) {
  const client = await (await rpcHost()).open();
  const name = `v${++files}`;
  writeFileSync(join(folder, name), content);
  const xml = `<pool type='dir'><name>p</name><target><path>${folder}</path></target></pool>`;
  const { pool } = await client.call(rows.StoragePoolCreateXML, { xml, flags: 0 });
  const { vol } = await client.call(rows.StorageVolLookupByName, { pool, name });
  return { client, pool, vol };
}

/** The next call's number, which its stream repeats. */
const nextSerial = (client: RpcTestClient) => client.ask({ procedure: 66 }).then(({ serial }) => serial + 1);
const stream = { ...programs.remote, type: 'stream' } as const;

async function downloaded(client: RpcTestClient, serial: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for (;;) {
    const packet = await client.take((other) => other.serial === serial && other.procedure === 209);
    if (packet.type === 'stream hole') pieces.push(Buffer.alloc(Number(Buffer.from(packet.payload).readBigInt64BE(0))));
    else if (packet.payload.length === 0) break;
    else pieces.push(packet.payload);
  }
  client.send({ ...stream, procedure: 209, serial, status: 'ok' });
  expect(await client.take((other) => other.serial === serial)).toMatchObject({ type: 'stream', status: 'ok' });
  return Buffer.concat(pieces);
}

test.each([0, 1])('a volume is downloaded, whole or in part (flags %d)', async (flags) => {
  const content = Buffer.alloc(700_000);
  content.write('begin');
  content.write('end', 699_997);
  const { client, vol } = await withVolume(content);
  const get = async (offset: bigint, length: bigint) => {
    const serial = await nextSerial(client);
    await client.call(rows.StorageVolDownload, { vol, offset, length, flags });
    return downloaded(client, serial);
  };
  expect(content.equals(await get(0n, 0n))).toBe(true);
  expect((await get(699_990n, 100n)).toString()).toBe(`${'\0'.repeat(7)}end`);
  expect((await get(1n, 4n)).toString()).toBe('egin');
  expect(await get(9_000_000n, 0n)).toHaveLength(0);
});

test('a volume is uploaded in pieces and holes, and the pool knows', async () => {
  const { client, vol } = await withVolume(Buffer.from('0123456789'));
  const serial = await nextSerial(client);
  await client.call(rows.StorageVolUpload, { vol, offset: 2n, length: 0n, flags: 1 });
  const send = { ...stream, procedure: 208, serial };
  client.send({ ...send, status: 'continue', payload: Buffer.from('ab') });
  client.send({ ...send, status: 'continue', payload: Buffer.from('cd') });
  const hole = encode(struct({ length: hyper, flags: uint }), { length: 1_000_000n, flags: 0 });
  client.send({ ...send, type: 'stream hole', status: 'continue', payload: hole });
  client.send({ ...send, status: 'ok' });
  expect(await client.take((packet) => packet.serial === serial)).toMatchObject({ status: 'ok' });
  const file = readFileSync(vol.key);
  expect(file.subarray(0, 10).toString()).toBe('01abcd6789');
  expect(file).toHaveLength(1_000_006);
});

test('more than a volume was to take is refused in its stream', async () => {
  const { client, vol } = await withVolume(Buffer.alloc(10));
  const serial = await nextSerial(client);
  await client.call(rows.StorageVolUpload, { vol, offset: 0n, length: 3n, flags: 0 });
  for (const text of ['abcdef', 'g'])
    client.send({ ...stream, procedure: 208, serial, status: 'continue', payload: Buffer.from(text) });
  expect(await client.take((packet) => packet.serial === serial)).toMatchObject({ type: 'stream', status: 'error' });
  expect(readFileSync(vol.key).toString()).toBe(`abc${'\0'.repeat(7)}`);
  expect(await refusal(client.call(rows.StorageVolUpload, { vol, offset: 0n, length: 0n, flags: 2 }))).toMatchObject({
    message: 'unsupported flags (0x2) in function storageVolUpload',
  });
});

test('a client that vanishes in the middle leaves nothing open', async () => {
  const { client, vol } = await withVolume(Buffer.alloc(8_000_000));
  await client.call(rows.StorageVolDownload, { vol, offset: 0n, length: 0n, flags: 0 });
  await client.call(rows.StorageVolUpload, { vol, offset: 0n, length: 0n, flags: 0 });
  client.close();
  await client.closed();
});

test('clones, wiping and sizes are libvirt s', async () => {
  const { client, pool, vol } = await withVolume(Buffer.from('secret'));
  const xml = '<volume><name>clone</name><capacity>6</capacity></volume>';
  const cloning = () => client.call(rows.StorageVolCreateXMLFrom, { pool, xml, clonevol: vol, flags: 0 });
  const clone = (await cloning()).vol;
  expect(readFileSync(clone.key).toString()).toBe('secret');
  expect(await refusal(cloning())).toMatchObject({
    ...{ code: 1, message: "internal error: storage volume name 'clone' already in use." },
  });
  await client.call(rows.StorageVolWipe, { vol: clone, flags: 0 });
  expect(readFileSync(clone.key)).toEqual(Buffer.alloc(6));
  const wipe = (algorithm: number) => refusal(client.call(rows.StorageVolWipePattern, { vol, algorithm, flags: 0 }));
  expect(await wipe(8)).toMatchObject({ message: "Cannot find 'scrub' in path: No such file or directory" });
  expect(await wipe(99)).toMatchObject({ message: 'invalid argument: wiping algorithm 99 not supported' });
  const resize = (capacity: bigint, flags: number) => client.call(rows.StorageVolResize, { vol, capacity, flags });
  await resize(10n, 0);
  await resize(5n, 2);
  expect(statSync(vol.key).size).toBe(15);
  expect(await refusal(resize(3n, 0))).toMatchObject({
    message: "invalid argument: Can't shrink capacity below current capacity unless shrink flag explicitly specified",
  });
  await resize(3n, 4);
  expect(readFileSync(vol.key).toString()).toBe('sec');
});

test('an image over another one: its size is that one s, and its XML names it', async () => {
  const { client, pool, vol } = await withVolume(Buffer.alloc(1_048_576));
  const xml = `<volume><name>over</name><target><format type='qcow2'/></target>
<backingStore><path>${vol.key}</path><format type='raw'/></backingStore></volume>`;
  const over = (await client.call(rows.StorageVolCreateXML, { pool, xml, flags: 0 })).vol;
  const told = (await client.call(rows.StorageVolGetXMLDesc, { vol: over, flags: 0 })).xml;
  expect(told).toContain("<capacity unit='bytes'>1048576</capacity>");
  expect(told).toContain(`<backingStore>\n    <path>${vol.key}</path>\n    <format type='raw'/>`);
  await client.call(rows.StorageVolResize, { vol: over, capacity: 4_194_304n, flags: 0 });
  expect(await client.call(rows.StorageVolGetInfo, { vol: over })).toMatchObject({ capacity: 4_194_304n });
  const other = xml.replace('over', 'other').replace("'qcow2'", "'bogus'");
  expect(await refusal(client.call(rows.StorageVolCreateXML, { pool, xml: other, flags: 0 }))).toMatchObject({
    message: 'unsupported configuration: unknown volume format type bogus',
  });
});
