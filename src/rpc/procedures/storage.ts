import { LibvirtError } from '../../protocol/errors.ts';
import type { Call } from '../server/call.ts';
import { has } from '../server/guests.ts';
import { ownerOf, spaceOf } from '../storage/directory.ts';
import { type Pool, poolXml } from '../storage/pool.ts';
import { poolCapabilitiesXml } from '../storage/pool-capabilities.ts';
import { download, type Part, upload } from '../storage/transfer.ts';
import {
  cloneVolume,
  createVolume,
  deleteVolume,
  resizeVolume,
  volumeAt,
  volumeInfo,
  volumeNamed,
  volumesOf,
  volumeXml,
  wipeVolume,
} from '../storage/volumes.ts';
import { bounds } from '../types/bounds.ts';
import type { PoolValue, VolumeValue } from '../types/common.ts';
import { optionalString, pool, string, volume } from '../types/common.ts';
import { array, int, uchar, uhyper, uint, uuid } from '../xdr/index.ts';
import { reads, writes } from './row.ts';

/** Storage pools and volumes. */
export const storageRows = {
  ConnectNumOfStoragePools: reads(71, '0.4.1', {}, { num: int }, async (call) => ({
    num: (await listed(call, active)).length,
  })),
  ConnectListStoragePools: reads(
    72,
    '0.4.1',
    { maxnames: int },
    { names: array(string, bounds.storagePoolList) },
    async (call, { maxnames }) => ({ names: names(await listed(call, active), maxnames) }),
  ),
  ConnectNumOfDefinedStoragePools: reads(73, '0.4.1', {}, { num: int }, async (call) => ({
    num: (await listed(call, inactive)).length,
  })),
  ConnectListDefinedStoragePools: reads(
    74,
    '0.4.1',
    { maxnames: int },
    { names: array(string, bounds.storagePoolList) },
    async (call, { maxnames }) => ({ names: names(await listed(call, inactive), maxnames) }),
  ),
  ConnectFindStoragePoolSources: writes(
    75,
    '0.4.5',
    { type: string, srcSpec: optionalString, flags: uint },
    { xml: string },
    async (_call, { type }) => {
      throw noDiscovery(type);
    },
  ),
  StoragePoolCreateXML: writes(
    76,
    '0.4.1',
    { xml: string, flags: uint },
    { pool },
    async ({ pools }, { xml, flags }) => ({ pool: await pools.create(xml, { build: has(flags, createWithBuild) }) }),
  ),
  StoragePoolDefineXML: writes(77, '0.4.1', { xml: string, flags: uint }, { pool }, async ({ pools }, { xml }) => ({
    pool: await pools.define(xml),
  })),
  StoragePoolCreate: writes(78, '0.4.1', { pool, flags: uint }, {}, (call, args) =>
    change(call, args.pool, (known) => call.pools.start(known)),
  ),
  StoragePoolBuild: writes(79, '0.4.1', { pool, flags: uint }, {}, (call, args) =>
    change(call, args.pool, (known) => call.pools.build(known)),
  ),
  StoragePoolDestroy: writes(80, '0.4.1', { pool }, {}, (call, args) =>
    change(call, args.pool, (known) => call.pools.stop(known)),
  ),
  StoragePoolDelete: writes(81, '0.4.1', { pool, flags: uint }, {}, (call, args) =>
    change(call, args.pool, (known) => call.pools.delete(known)),
  ),
  StoragePoolUndefine: writes(82, '0.4.1', { pool }, {}, (call, args) =>
    change(call, args.pool, (known) => call.pools.undefine(known)),
  ),
  StoragePoolRefresh: writes(83, '0.4.1', { pool, flags: uint }, {}, (call, args) =>
    change(call, args.pool, (known) => call.pools.refresh(known)),
  ),
  StoragePoolLookupByName: reads(84, '0.4.1', { name: string }, { pool }, async ({ pools }, { name }) => ({
    pool: await pools.find('name', name),
  })),
  StoragePoolLookupByUUID: reads(85, '0.4.1', { uuid }, { pool }, async ({ pools }, { uuid: key }) => ({
    pool: await pools.find('uuid', key),
  })),
  StoragePoolLookupByVolume: reads(86, '0.4.1', { vol: volume }, { pool }, async ({ pools }, { vol }) => ({
    pool: await pools.find('name', vol.pool),
  })),
  StoragePoolGetInfo: reads(
    87,
    '0.4.1',
    { pool },
    { state: uchar, capacity: uhyper, allocation: uhyper, available: uhyper },
    async (call, args) => {
      const known = await found(call, args.pool);
      return { state: known.active ? runningState : 0, ...(await spaceOf(known)) };
    },
  ),
  StoragePoolGetXMLDesc: reads(88, '0.4.1', { pool, flags: uint }, { xml: string }, async (call, args) => {
    const known = await found(call, args.pool);
    return { xml: poolXml(known, await spaceOf(known), await ownerOf(known)) };
  }),
  StoragePoolGetAutostart: reads(89, '0.4.1', { pool }, { autostart: int }, async (call, args) => ({
    autostart: (await found(call, args.pool)).autostart ? 1 : 0,
  })),
  StoragePoolSetAutostart: writes(90, '0.4.1', { pool, autostart: int }, {}, (call, args) =>
    change(call, args.pool, (known) => call.pools.setAutostart(known, args.autostart !== 0)),
  ),
  StoragePoolNumOfVolumes: reads(91, '0.4.1', { pool }, { num: int }, async (call, args) => ({
    num: volumesOf(await found(call, args.pool)).length,
  })),
  StoragePoolListVolumes: reads(
    92,
    '0.4.1',
    { pool, maxnames: int },
    { names: array(string, bounds.storageVolList) },
    async (call, args) => ({ names: names(volumesOf(await found(call, args.pool)), args.maxnames) }),
  ),
  StorageVolCreateXML: writes(93, '0.4.1', { pool, xml: string, flags: uint }, { vol: volume }, async (call, args) => ({
    vol: await createVolume(await found(call, args.pool), args.xml),
  })),
  StorageVolDelete: writes(94, '0.4.1', { vol: volume, flags: uint }, {}, async ({ pools }, { vol }) => {
    await deleteVolume(pools, vol);
    return {};
  }),
  StorageVolLookupByName: reads(95, '0.4.1', { pool, name: string }, { vol: volume }, async (call, args) => ({
    vol: await volumeNamed(await found(call, args.pool), args.name),
  })),
  StorageVolLookupByKey: reads(96, '0.4.1', { key: string }, { vol: volume }, async ({ pools }, { key }) => ({
    vol: await volumeAt(pools, 'key', key),
  })),
  StorageVolLookupByPath: reads(97, '0.4.1', { path: string }, { vol: volume }, async ({ pools }, { path }) => ({
    vol: await volumeAt(pools, 'path', path),
  })),
  StorageVolGetInfo: reads(
    98,
    '0.4.1',
    { vol: volume },
    { type: int, capacity: uhyper, allocation: uhyper },
    ({ pools }, { vol }) => volumeInfo(pools, vol),
  ),
  StorageVolGetXMLDesc: reads(
    99,
    '0.4.1',
    { vol: volume, flags: uint },
    { xml: string },
    async ({ pools }, { vol }) => ({ xml: await volumeXml(pools, vol) }),
  ),
  StorageVolGetPath: reads(100, '0.4.1', { vol: volume }, { name: string }, async (_call, { vol }) => ({
    name: vol.key,
  })),
  StorageVolCreateXMLFrom: writes(
    125,
    '0.6.4',
    { pool, xml: string, clonevol: volume, flags: uint },
    { vol: volume },
    async (call, args) => ({
      vol: await cloneVolume(call.pools, await found(call, args.pool), args.xml, args.clonevol),
    }),
  ),
  StoragePoolIsActive: reads(154, '0.7.3', { pool }, { active: int }, async (call, args) => ({
    active: (await found(call, args.pool)).active ? 1 : 0,
  })),
  StoragePoolIsPersistent: reads(155, '0.7.3', { pool }, { persistent: int }, async (call, args) => ({
    persistent: (await found(call, args.pool)).persistent ? 1 : 0,
  })),
  StorageVolWipe: writes(165, '0.8.0', { vol: volume, flags: uint }, {}, async ({ pools }, { vol }) => {
    await wipeVolume(pools, vol, 0);
    return {};
  }),
  StorageVolUpload: writes(
    208,
    '0.9.0',
    { vol: volume, offset: uhyper, length: uhyper, flags: uint },
    {},
    async (call, args) => {
      const { pools, openStream } = call;
      const owner = await pools.find('name', args.vol.pool);
      await upload(openStream, await partOf(call, args), () => pools.refresh(owner));
      return {};
    },
  ),
  StorageVolDownload: writes(
    209,
    '0.9.0',
    { vol: volume, offset: uhyper, length: uhyper, flags: uint },
    {},
    async (call, args) => {
      const part = await partOf(call, args);
      await download(call.openStream, { ...part, sparse: has(args.flags, sparseStream) });
      return {};
    },
  ),
  StorageVolWipePattern: writes(
    259,
    '0.9.10',
    { vol: volume, algorithm: uint, flags: uint },
    {},
    async ({ pools }, { vol, algorithm }) => {
      await wipeVolume(pools, vol, algorithm);
      return {};
    },
  ),
  StorageVolResize: writes(
    260,
    '0.9.10',
    { vol: volume, capacity: uhyper, flags: uint },
    {},
    async ({ pools }, { vol, capacity, flags }) => {
      await resizeVolume(pools, vol, { bytes: capacity, flags });
      return {};
    },
  ),
  ConnectListAllStoragePools: reads(
    281,
    '0.10.2',
    { needResults: int, flags: uint },
    { pools: array(pool, bounds.storagePoolList), ret: uint },
    async (call, { needResults, flags }) => {
      const pools = await listed(call, flags);
      return { pools: needResults ? pools : [], ret: pools.length };
    },
  ),
  StoragePoolListAllVolumes: reads(
    282,
    '0.10.2',
    { pool, needResults: int, flags: uint },
    { vols: array(volume, bounds.storageVolList), ret: uint },
    async (call, args) => {
      const vols = volumesOf(await found(call, args.pool));
      return { vols: args.needResults ? vols : [], ret: vols.length };
    },
  ),
  StorageVolGetInfoFlags: reads(
    378,
    '3.0.0',
    { vol: volume, flags: uint },
    { type: int, capacity: uhyper, allocation: uhyper },
    async ({ pools }, { vol, flags }) => {
      const info = await volumeInfo(pools, vol);
      return has(flags, getPhysical) ? { ...info, allocation: info.physical } : info;
    },
  ),
  StoragePoolLookupByTargetPath: reads(391, '4.1.0', { path: string }, { pool }, async ({ pools }, { path }) => ({
    pool: await pools.find('target path', path),
  })),
  ConnectGetStoragePoolCapabilities: reads(403, '5.2.0', { flags: uint }, { capabilities: string }, async () => ({
    capabilities: poolCapabilitiesXml,
  })),
} as const;

/** virConnectListAllStoragePoolsFlags; not the order of those of domains. */
const inactive = 1;
const active = 2;
/** VIR_STORAGE_POOL_RUNNING. */
const runningState = 2;

/** Bits of one group are alternatives; groups narrow each other. The last one names kinds of pools: bit 6 is a directory. */
const groups: readonly (readonly (readonly [bit: number, keeps: (pool: Pool) => boolean])[])[] = [
  [
    [inactive, (pool) => !pool.active],
    [active, (pool) => pool.active],
  ],
  [
    [4, ({ persistent }) => persistent],
    [8, ({ persistent }) => !persistent],
  ],
  [
    [16, ({ autostart }) => autostart],
    [32, ({ autostart }) => !autostart],
  ],
  [
    [64, () => true],
    [0x7fff_ff80, () => false],
  ],
];

async function listed({ pools }: Call, flags: number): Promise<readonly Pool[]> {
  const asked = groups.map((group) => group.filter(([bits]) => has(flags, bits))).filter((group) => group.length > 0);
  return (await pools.all()).filter((known) => asked.every((group) => group.some(([, keeps]) => keeps(known))));
}

/** VIR_STORAGE_VOL_GET_PHYSICAL. */
const getPhysical = 1;
/** VIR_STORAGE_POOL_CREATE_WITH_BUILD. */
const createWithBuild = 1;
/** VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM, and the same of a download. */
const sparseStream = 1;

interface Asked {
  readonly vol: VolumeValue;
  readonly offset: bigint;
  readonly length: bigint;
  readonly flags: number;
}

async function partOf(call: Call, { vol, offset, length, flags }: Asked): Promise<Part> {
  const unknown = flags & ~sparseStream;
  if (unknown !== 0)
    throw new LibvirtError(
      'invalid argument',
      `unsupported flags (0x${unknown.toString(16)}) in function storage${call.api.slice('virStorage'.length)}`,
      'storage',
    );
  const { key: path } = await volumeNamed(await call.pools.find('name', vol.pool), vol.name);
  return { path, offset, length };
}

const noDiscovery = (type: string) =>
  new LibvirtError('no support', `pool type '${type}' does not support source discovery`, 'storage');

const names = (values: readonly { readonly name: string }[], most: number) =>
  values.slice(0, Math.max(0, most)).map(({ name }) => name);

const found = ({ pools }: Call, { uuid: key }: PoolValue): Promise<Pool> => pools.find('uuid', key);

async function change(
  call: Call,
  value: PoolValue,
  work: (known: Pool) => Promise<void>,
): Promise<Record<never, never>> {
  await work(await found(call, value));
  return {};
}
