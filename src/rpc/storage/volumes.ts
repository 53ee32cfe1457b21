import { dirname, join } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { escapeText } from '../../xml/escape.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import { parseXml } from '../../xml/tree.ts';
import type { VolumeValue } from '../types/common.ts';
import { fileIn } from './directory.ts';
import { createImage, deleteImage, type ImageFormat, imageInfo, resizeImage } from './images.ts';
import type { Pool } from './pool.ts';
import { notActive, type Pools } from './pools.ts';

/** The files of a pool's directory. */

export const volumeOf = (pool: Pool, name: string): VolumeValue => ({
  pool: pool.name,
  name,
  key: join(pool.path, name),
});

/** The volumes of an active pool, as it was seen last. @throws LibvirtError when it is not active. */
export function volumesOf(pool: Pool): readonly VolumeValue[] {
  if (!pool.active) throw notActive(pool);
  return pool.volumes.map((name) => volumeOf(pool, name));
}

/** @throws LibvirtError (no storage volume). */
export async function volumeNamed(pool: Pool, name: string): Promise<VolumeValue> {
  if (!pool.active) throw notActive(pool);
  if (pool.volumes.includes(name)) return volumeOf(pool, name);
  throw noVolume('name', name);
}

/** A volume by its path, in whichever active pool has that directory; it is the volume's key as well. */
export async function volumeAt(pools: Pools, by: 'path' | 'key', path: string): Promise<VolumeValue> {
  const pool = (await pools.all()).find((other) => other.active && other.path === dirname(path));
  const name = path.slice(dirname(path).length + 1);
  if (pool?.volumes.includes(name)) return volumeOf(pool, name);
  throw noVolume(by, path);
}

const noVolume = (by: string, key: string) =>
  new LibvirtError('no storage volume', `no storage vol with matching ${by} '${key}'`, 'storage');

/** Bytes that a volume has, and that it takes. @throws LibvirtError (no storage volume) when it is gone. */
export async function volumeInfo(pools: Pools, { pool, name }: VolumeValue) {
  const { key } = await volumeNamed(await pools.find('name', pool), name);
  return { type: 0, ...(await imageInfo(key)) };
}

/** Makes a volume as its XML says. @throws LibvirtError for one that is there, and formats other than raw and qcow2. */
export async function createVolume(pool: Pool, xml: string): Promise<VolumeValue> {
  if (!pool.active) throw notActive(pool);
  const tree = parseXml(xml, { name: '(storage_volume_definition)', domain: 'storage' });
  const name = textOf(find(tree, 'name'));
  if (!name || /[/\n]/.test(name) || name.startsWith('.'))
    throw new LibvirtError('XML error', 'volume name', 'storage');
  if (await fileIn(pool, name)) throw alreadyThere(name);
  const capacity = bytesIn(tree, 'capacity');
  if (capacity === undefined) throw new LibvirtError('XML error', 'missing capacity element', 'storage');
  const allocation = bytesIn(tree, 'allocation') ?? capacity;
  await createImage({ path: join(pool.path, name), format: formatIn(tree), capacity, allocation });
  pool.volumes = [...pool.volumes, name];
  return volumeOf(pool, name);
}

/** VIR_ERR_STORAGE_VOL_EXIST. */
const alreadyThere = (name: string) =>
  LibvirtError.from({ code: 90, domain: 18, message: `storage volume name '${name}' already in use.` });

function formatIn(tree: XmlElement): ImageFormat {
  const format = attribute(find(tree, 'target', 'format'), 'type') ?? 'raw';
  if (format === 'raw' || format === 'qcow2') return format;
  throw new LibvirtError('no support', `creation of '${format}' volumes`, 'storage');
}

/** A size with its unit; bytes unless it says otherwise (virScaleInteger). */
function bytesIn(tree: XmlElement, name: string): bigint | undefined {
  const written = textOf(find(tree, name))?.trim();
  if (written === undefined) return undefined;
  const unit = attribute(find(tree, name), 'unit') ?? 'bytes';
  const power = ['b', 'k', 'm', 'g', 't', 'p', 'e'].indexOf(unit.charAt(0).toLowerCase());
  if (!/^\d{1,18}$/.test(written) || power < 0)
    throw new LibvirtError('XML error', `malformed ${name} element`, 'storage');
  return BigInt(written) * (/^[^b]b$/i.test(unit) ? 1000n : 1024n) ** BigInt(power);
}

/** @throws LibvirtError (no storage volume) when it is gone. */
export async function deleteVolume(pools: Pools, { pool, name }: VolumeValue): Promise<void> {
  const owner = await pools.find('name', pool);
  await deleteImage((await volumeNamed(owner, name)).key);
  owner.volumes = owner.volumes.filter((other) => other !== name);
}

export async function resizeVolume(pools: Pools, { pool, name }: VolumeValue, bytes: bigint): Promise<void> {
  await resizeImage((await volumeNamed(await pools.find('name', pool), name)).key, bytes);
}

export async function volumeXml(pools: Pools, volume: VolumeValue): Promise<string> {
  const { capacity, allocation, physical, format } = await volumeInfo(pools, volume);
  return `<volume type='file'>
  <name>${escapeText(volume.name)}</name>
  <key>${escapeText(volume.key)}</key>
  <source>
  </source>
  <capacity unit='bytes'>${capacity}</capacity>
  <allocation unit='bytes'>${allocation}</allocation>
  <physical unit='bytes'>${physical}</physical>
  <target>
    <path>${escapeText(volume.key)}</path>
    <format type='${format}'/>
  </target>
</volume>
`;
}
