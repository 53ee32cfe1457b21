import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { escapeText } from '../../xml/escape.ts';
import type { XmlElement } from '../../xml/node.ts';
import { attribute, find, textOf } from '../../xml/read.ts';
import { parseXml } from '../../xml/tree.ts';
import type { VolumeValue } from '../types/common.ts';
import { fileIn, spaceOf, systemError } from './directory.ts';
import {
  type Backing,
  copyImage,
  createImage,
  deleteImage,
  imageInfo,
  type NewImage,
  resizeImage,
  wipeImage,
} from './images.ts';
import { type Pool, storageError } from './pool.ts';
import { notActive, type Pools } from './pools.ts';
import { qemuImg } from './qemu-img.ts';

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

/** Only a key is said without quotes. */
const noVolume = (by: string, key: string) =>
  new LibvirtError(
    'no storage volume',
    `no storage vol with matching ${by} ${by === 'key' ? key : `'${key}'`}`,
    'storage',
  );

/** Bytes that a volume has, and that it takes. @throws LibvirtError (no storage volume) when it is gone. */
export async function volumeInfo(pools: Pools, { pool, name }: VolumeValue) {
  const { key } = await volumeNamed(await pools.find('name', pool), name);
  return { type: 0, ...(await imageInfo(key)) };
}

/** Makes a volume as its XML says. @throws LibvirtError for one that is there, and for formats that only qemu-img makes. */
export async function createVolume(pool: Pool, xml: string): Promise<VolumeValue> {
  const { name, ...image } = await wanted(pool, xml, alreadyThere);
  await makeImage(image);
  pool.volumes = [...pool.volumes, name];
  return volumeOf(pool, name);
}

/** hooklab makes raw and qcow2 images by itself. */
const makeImage = ({ format, ...image }: WantedImage) =>
  format === 'raw' || format === 'qcow2'
    ? createImage({ ...image, format })
    : qemuImg(['create', '-f', format, image.path, `${(image.capacity + 1023n) / 1024n}K`]);

/** The same, with another volume's content. @throws LibvirtError where that would have to be converted. */
export async function cloneVolume(pools: Pools, pool: Pool, xml: string, original: VolumeValue): Promise<VolumeValue> {
  const { key } = await volumeNamed(await pools.find('name', original.pool), original.name);
  const { name, path, format, capacity } = await wanted(pool, xml, inUse);
  const source = await imageInfo(key);
  if (source.format === format) await copyImage(key, path);
  else await qemuImg(['convert', '-f', source.format, '-O', format, key, path]);
  if (format === 'raw' && capacity > source.capacity) await resizeImage(path, capacity);
  pool.volumes = [...pool.volumes, name];
  return volumeOf(pool, name);
}

/** What a volume's XML asks for. @throws LibvirtError for a name that is none or taken, and XML that is none. */
async function wanted(
  pool: Pool,
  xml: string,
  taken: (name: string) => LibvirtError,
): Promise<WantedImage & { name: string }> {
  if (!pool.active) throw notActive(pool);
  const tree = parseXml(xml);
  if (tree.name !== 'volume')
    throw new LibvirtError('XML error', `expecting root element of 'volume', not '${tree.name}'`, 'xml');
  const name = textOf(find(tree, 'name'));
  if (!name || /[/\n]/.test(name) || name.startsWith('.'))
    throw new LibvirtError('XML error', 'missing volume name element', 'storage');
  if (await fileIn(pool, name)) throw taken(name);
  const format = formatOf(attribute(find(tree, 'target', 'format'), 'type') ?? 'raw');
  const backing = backingIn(tree);
  const capacity = bytesIn(tree, 'capacity') ?? (backing ? (await imageInfo(backing.path)).capacity : undefined);
  if (capacity === undefined) throw new LibvirtError('XML error', 'missing capacity element', 'storage');
  const allocation = bytesIn(tree, 'allocation') ?? capacity;
  return { name, path: join(pool.path, name), format, capacity, allocation, ...(backing && { backing }) };
}

function backingIn(tree: XmlElement): Backing | undefined {
  const path = textOf(find(tree, 'backingStore', 'path'));
  if (!path) return undefined;
  const format = attribute(find(tree, 'backingStore', 'format'), 'type');
  return { path, ...(format !== undefined && { format }) };
}

/** virStorageFileFormat: what libvirt knows besides. */
const otherFormats = new Set('none dir bochs cloop dmg iso vpc vdi fat vhd ploop cow qcow qed vmdk luks'.split(' '));

type WantedImage = Omit<NewImage, 'format'> & { readonly format: string };

function formatOf(format: string): string {
  if (format === 'raw' || format === 'qcow2' || otherFormats.has(format)) return format;
  throw new LibvirtError('config unsupported', `unknown volume format type ${format}`, 'storage');
}

const inUse = (name: string) => storageError(`storage volume name '${name}' already in use.`);

/** VIR_ERR_STORAGE_VOL_EXIST. */
const alreadyThere = (name: string) =>
  LibvirtError.from({ code: 90, domain: 18, message: `storage volume name '${name}' already in use.` });

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

/** virStorageVolResizeFlags. */
const resize = { allocate: 1, delta: 2, shrink: 4 } as const;

/** @throws LibvirtError (no storage volume) when it is gone, and where libvirt would not. */
export async function resizeVolume(
  pools: Pools,
  { pool, name }: VolumeValue,
  { bytes, flags }: { readonly bytes: bigint; readonly flags: number },
): Promise<void> {
  const owner = await pools.find('name', pool);
  const { key } = await volumeNamed(owner, name);
  const { capacity } = await imageInfo(key);
  const sign = (flags & resize.shrink) !== 0 ? -1n : 1n;
  const size =
    (flags & resize.delta) !== 0 ? capacity + sign * (bytes < capacity || sign > 0n ? bytes : capacity) : bytes;
  if (size < capacity && (flags & resize.shrink) === 0) throw noShrink();
  if (size > capacity + (await spaceOf(owner)).available)
    throw new LibvirtError('operation failed', 'Not enough space left in storage pool', 'storage');
  await resizeImage(key, size);
}

const noShrink = () =>
  new LibvirtError(
    'invalid argument',
    "invalid argument: Can't shrink capacity below current capacity unless shrink flag explicitly specified",
    'storage',
  );

/** virStorageVolWipeAlgorithm; all but the first and the last are the program scrub's, which hooklab does not call. */
const algorithms = [
  'zero',
  'nnsa',
  'dod',
  'bsi',
  'gutmann',
  'schneier',
  'pfitzner7',
  'pfitzner33',
  'random',
  'trim',
] as const;

/** Nothing is left of what was in it. @throws LibvirtError for other ways to do so than with zeros. */
export async function wipeVolume(pools: Pools, { pool, name }: VolumeValue, algorithm: number): Promise<void> {
  const { key } = await volumeNamed(await pools.find('name', pool), name);
  const way = algorithms[algorithm];
  if (way === undefined)
    throw new LibvirtError(
      'invalid argument',
      `invalid argument: wiping algorithm ${algorithm} not supported`,
      'storage',
    );
  if (way === 'trim') throw new LibvirtError('argument unsupported', "'trim' algorithm not supported", 'storage');
  if (way !== 'zero') throw systemError("Cannot find 'scrub' in path", { code: 'ENOENT' });
  await wipeImage(key);
}

export async function volumeXml(pools: Pools, volume: VolumeValue): Promise<string> {
  const { capacity, allocation, physical, format, backing } = await volumeInfo(pools, volume);
  return `<volume type='file'>
  <name>${escapeText(volume.name)}</name>
  <key>${escapeText(volume.key)}</key>
  <capacity unit='bytes'>${capacity}</capacity>
  <allocation unit='bytes'>${allocation}</allocation>
  <physical unit='bytes'>${physical}</physical>
  <target>
    <path>${escapeText(volume.key)}</path>
    <format type='${format}'/>
${await aboutFile(volume.key, format)}  </target>
${backing ? await backingXml(backing) : ''}</volume>
`;
}

async function backingXml({ path, format = 'raw' }: Backing): Promise<string> {
  return `  <backingStore>
    <path>${escapeText(path)}</path>
    <format type='${escapeText(format)}'/>
${await aboutFile(path, 'raw')}  </backingStore>
`;
}

/** Whose file it is, and when it was changed; nothing where there is none. */
async function aboutFile(path: string, format: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  if (!found) return '';
  const time = (ns: bigint) => `${ns / 1_000_000_000n}.${String(ns % 1_000_000_000n).padStart(9, '0')}`;
  const cluster = format === 'qcow2' ? "    <clusterSize unit='B'>65536</clusterSize>\n" : '';
  return `    <permissions>
      <mode>0${(found.mode & 0o777n).toString(8)}</mode>
      <owner>${found.uid}</owner>
      <group>${found.gid}</group>
    </permissions>
    <timestamps>
      <atime>${time(found.atimeNs)}</atime>
      <mtime>${time(found.mtimeNs)}</mtime>
      <ctime>${time(found.ctimeNs)}</ctime>
      <btime>${found.birthtimeNs > 0n ? time(found.birthtimeNs) : 0}</btime>
    </timestamps>
${cluster}`;
}
