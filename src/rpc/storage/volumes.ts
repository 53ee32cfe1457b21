import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { escapeText } from '../../xml/escape.ts';
import type { VolumeValue } from '../types/common.ts';
import type { Pool } from './pool.ts';
import { fileIn, listing, notActive, type Pools } from './pools.ts';

/** A file of a pool. Volumes are found, never made: hooklab's guests read no disk. */

export const volumeOf = (pool: Pool, name: string): VolumeValue => ({
  pool: pool.name,
  name,
  key: join(pool.path, name),
});

/** The files of an active pool. @throws LibvirtError when it is not active. */
export async function volumesOf(pool: Pool): Promise<readonly VolumeValue[]> {
  if (!pool.active) throw notActive(pool);
  const names = await listing(pool);
  const files = await Promise.all(
    names.map(async (name) => ((await fileIn(pool, name)) ? [volumeOf(pool, name)] : [])),
  );
  return files.flat();
}

/** @throws LibvirtError (no storage volume). */
export async function volumeNamed(pool: Pool, name: string): Promise<VolumeValue> {
  if (!pool.active) throw notActive(pool);
  if (await fileIn(pool, name)) return volumeOf(pool, name);
  throw noVolume('name', name);
}

/** A volume by its path, in whichever active pool has that directory; it is the volume's key as well. */
export async function volumeAt(pools: Pools, by: 'path' | 'key', path: string): Promise<VolumeValue> {
  const pool = (await pools.all()).find((other) => other.active && other.path === dirname(path));
  const name = path.slice(dirname(path).length + 1);
  if (pool && (await fileIn(pool, name))) return volumeOf(pool, name);
  throw noVolume(by, path);
}

const noVolume = (by: string, key: string) =>
  new LibvirtError('no storage volume', `no storage vol with matching ${by} '${key}'`, 'storage');

/** Bytes that a volume has, and that it takes. @throws LibvirtError (no storage volume) when it is gone. */
export async function volumeInfo(pools: Pools, { pool, name }: VolumeValue) {
  const file = await fileIn(await pools.find('name', pool), name);
  if (!file) throw noVolume('name', name);
  return { type: 0, capacity: BigInt(file.size), allocation: BigInt(file.blocks) * 512n };
}

export async function volumeXml(pools: Pools, volume: VolumeValue): Promise<string> {
  const { capacity, allocation } = await volumeInfo(pools, volume);
  return `<volume type='file'>
  <name>${escapeText(volume.name)}</name>
  <key>${escapeText(volume.key)}</key>
  <source>
  </source>
  <capacity unit='bytes'>${capacity}</capacity>
  <allocation unit='bytes'>${allocation}</allocation>
  <physical unit='bytes'>${capacity}</physical>
  <target>
    <path>${escapeText(volume.key)}</path>
    <format type='${await formatOf(volume.key)}'/>
  </target>
</volume>
`;
}

/** What the first bytes of an image tell. */
async function formatOf(path: string): Promise<'qcow2' | 'raw'> {
  const file = await open(path).catch(() => undefined);
  if (!file) return 'raw';
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString('latin1') === 'QFI\xfb' ? 'qcow2' : 'raw';
  } finally {
    await file.close();
  }
}
