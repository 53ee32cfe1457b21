import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, statfs, truncate, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { strerror } from '../../protocol/system-errors.ts';
import { headBytes, probed } from './image-format.ts';
import { qemuImg } from './qemu-img.ts';

/** Image files of disks. hooklab's guests read and write none; their users make, look at, resize and delete them. */

export type ImageFormat = 'raw' | 'qcow2';

export interface ImageInfo {
  readonly format: string;
  /** Bytes that a guest sees. */
  readonly capacity: bigint;
  /** Bytes that the file takes, and that it has. */
  readonly allocation: bigint;
  readonly physical: bigint;
  /** What an image lies over. */
  readonly backing?: Backing;
}

export interface Backing {
  readonly path: string;
  /** Raw unless given. */
  readonly format?: string;
}

/** @throws LibvirtError (system error) in libvirt's words when the file cannot be read. */
export function imageInfo(path: string): Promise<ImageInfo> {
  return withFile(path, read, async (file) => {
    const { size, blocks } = await file.stat();
    const head = await bytesOf(file, 0, headBytes);
    const { format, capacity } = probed(head, size);
    const backing = format === 'qcow2' ? await backingOf(file, head) : undefined;
    return { format, capacity, allocation: BigInt(blocks) * 512n, physical: BigInt(size), ...(backing && { backing }) };
  });
}

export interface NewImage {
  readonly path: string;
  readonly format: ImageFormat;
  readonly capacity: bigint;
  /** Bytes to take at once, of a raw image. */
  readonly allocation: bigint;
  /** Of a qcow2 image. */
  readonly backing?: Backing;
}

/** @throws LibvirtError (system error) when there is such a file already, or none can be made. */
export async function createImage({ path, format, capacity, allocation, backing }: NewImage): Promise<void> {
  const whole = allocation < capacity ? allocation : capacity;
  if (capacity > mostBytes) throw systemError(`cannot extend file '${path}'`, systemFault('EFBIG'));
  if (format === 'raw') await refuseWithoutRoom(path, whole);
  return withFile(path, created, async (file) => {
    if (format === 'qcow2') return void (await file.write(emptyQcow2(capacity, backing)));
    for (let at = 0n; at < whole; at += chunk) await file.write(zeros, 0, Number(least(chunk, whole - at)));
    await file.truncate(Number(capacity));
  });
}

/** A file is not filled up to find that there is no room for it. */
async function refuseWithoutRoom(path: string, bytes: bigint): Promise<void> {
  const { bavail, bsize } = await statfs(dirname(path), { bigint: true });
  if (bytes > bavail * bsize)
    throw systemError(`cannot allocate ${bytes} bytes in file '${path}'`, systemFault('ENOSPC'));
}

const mostBytes = BigInt(Number.MAX_SAFE_INTEGER);
const systemFault = (code: string) => Object.assign(new Error(code), { code });

const chunk = 1_048_576n;
const zeros = Buffer.alloc(Number(chunk));
const least = (a: bigint, b: bigint) => (a < b ? a : b);

export async function deleteImage(path: string): Promise<void> {
  await unlink(path).catch((error) => {
    throw systemError(`cannot unlink file '${path}'`, error);
  });
}

/** @throws LibvirtError for a qcow2 image that is to be smaller, or larger than its tables have room for. */
export async function resizeImage(path: string, bytes: bigint): Promise<void> {
  if (bytes > mostBytes) throw systemError(`Failed to truncate file '${path}'`, systemFault('EFBIG'));
  const { format, capacity } = await imageInfo(path);
  if (format === 'raw') return truncate(path, Number(bytes));
  if (format !== 'qcow2') return qemuImg(['resize', '-f', format, path, String(bytes)]);
  if (bytes < capacity) throw unsupported(`a '${format}' image cannot be made smaller here`);
  return withFile(path, constants.O_RDWR, async (file) => {
    const head = await bytesOf(file, 0, 48);
    const room = (BigInt(tablesOf(capacity)) * BigInt(cluster)) / 8n;
    const entries = entriesOf(bytes);
    if (BigInt(entries) > room) throw unsupported(`a '${format}' image cannot be made as large as that here`);
    head.writeBigUInt64BE(bytes, 24);
    head.writeUInt32BE(entries, 36);
    await file.write(head, 0, head.length, 0);
  });
}

/** Another file with the same content, as sparse as this one where the file system can. */
export async function copyImage(from: string, to: string): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE).catch((error) => {
    throw systemError(`cannot create path '${to}'`, error);
  });
}

/** Fills the file with zeros; what takes no room goes on taking none. */
export function wipeImage(path: string): Promise<void> {
  return withFile(path, constants.O_RDWR, async (file) => {
    const { size, blocks } = await file.stat();
    await file.truncate(0);
    if (blocks * 512 >= size)
      for (let at = 0; at < size; at += zeros.length) await file.write(zeros, 0, Math.min(zeros.length, size - at), at);
    await file.truncate(size);
  });
}

/** Some bytes of a raw image. */
export async function peekAt(path: string, offset: bigint, size: number): Promise<Buffer> {
  const { format } = await imageInfo(path);
  if (format !== 'raw') throw unsupported(`peeking is only supported for disk with 'raw' format not '${format}'`);
  const bytes = await withFile(path, read, (file) => bytesOf(file, Number(offset), size));
  if (bytes.length === size) return bytes;
  throw new LibvirtError('system error', `${path}: failed to read: Input/output error`, 'qemu');
}

const unsupported = (text: string) => new LibvirtError('config unsupported', text, 'qemu');

async function bytesOf(file: FileHandle, at: number, size: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(size), 0, size, at);
  return buffer.subarray(0, bytesRead);
}

/** Opening a pipe that nobody writes to must not wait. */
const read = constants.O_RDONLY | constants.O_NONBLOCK;
const created = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

async function withFile<T>(path: string, flags: number, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await open(path, flags, 0o600).catch((error) => {
    throw systemError(`${flags === read ? 'cannot open file' : 'cannot create path'} '${path}'`, error);
  });
  try {
    return await work(file);
  } finally {
    await file.close();
  }
}

function systemError(text: string, error: unknown): LibvirtError {
  const { code, message } = error as NodeJS.ErrnoException;
  return new LibvirtError('system error', `${text}: ${(code && strerror(code)) ?? message}`, 'storage');
}

/** First word of a qcow2 image: "QFI" and 0xfb. */
const magic = 0x514649fb;
const clusterBits = 16;
const cluster = 1 << clusterBits;

/** Entries of the first table, each for a second table's worth of clusters. */
function entriesOf(capacity: bigint): number {
  const perEntry = BigInt(cluster) * BigInt(cluster / 8);
  return Number((capacity + perEntry - 1n) / perEntry);
}
const tablesOf = (capacity: bigint) => Math.max(1, Math.ceil((entriesOf(capacity) * 8) / cluster));

/** Where the name of a backing file stands, behind the header and the extension that says what format it has. */
const backingAt = 1024;
/** The extension's number. */
const backingFormat = 0xe2792aca;
const headerBytes = 72;

/** An image with nothing in it: header, table and block of reference counts, and the first level of its tables. */
function emptyQcow2(capacity: bigint, backing: Backing | undefined): Buffer {
  const tables = tablesOf(capacity);
  const image = Buffer.alloc((3 + tables) * cluster);
  image.writeUInt32BE(magic, 0);
  image.writeUInt32BE(2, 4);
  image.writeUInt32BE(clusterBits, 20);
  image.writeBigUInt64BE(capacity, 24);
  image.writeUInt32BE(entriesOf(capacity), 36);
  image.writeBigUInt64BE(BigInt(3 * cluster), 40);
  image.writeBigUInt64BE(BigInt(cluster), 48);
  image.writeUInt32BE(1, 56);
  image.writeBigUInt64BE(BigInt(2 * cluster), cluster);
  for (let at = 0; at < 3 + tables; at++) image.writeUInt16BE(1, 2 * cluster + 2 * at);
  if (backing) writeBacking(image, backing);
  return image;
}

function writeBacking(image: Buffer, { path, format = 'raw' }: Backing): void {
  const name = Buffer.from(path);
  if (name.length > 1023) throw unsupported(`the backing file's name is too long`);
  image.writeBigUInt64BE(BigInt(backingAt), 8);
  image.writeUInt32BE(name.length, 16);
  name.copy(image, backingAt);
  image.writeUInt32BE(backingFormat, headerBytes);
  image.writeUInt32BE(Buffer.byteLength(format), headerBytes + 4);
  image.write(format.slice(0, 64), headerBytes + 8);
}

/** What the header of a qcow2 image says it lies over. */
async function backingOf(file: FileHandle, head: Buffer): Promise<Backing | undefined> {
  const [at, size] = [head.readBigUInt64BE(8), head.readUInt32BE(16)];
  if (at === 0n || at > BigInt(cluster) || size > 1023) return undefined;
  const path = (await bytesOf(file, Number(at), size)).toString('utf8');
  const extension = await bytesOf(file, headerBytes, 8 + 64);
  if (extension.length < 8 || extension.readUInt32BE(0) !== backingFormat) return { path };
  return { path, format: extension.subarray(8, 8 + Math.min(64, extension.readUInt32BE(4))).toString('utf8') };
}
