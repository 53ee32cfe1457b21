import { constants } from 'node:fs';
import { type FileHandle, open, statfs, truncate, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { LibvirtError } from '../../protocol/errors.ts';
import { strerror } from '../../protocol/system-errors.ts';

/** Image files of disks. hooklab's guests read and write none; their users make, look at, resize and delete them. */

export type ImageFormat = 'raw' | 'qcow2';

export interface ImageInfo {
  readonly format: ImageFormat;
  /** Bytes that a guest sees. */
  readonly capacity: bigint;
  /** Bytes that the file takes, and that it has. */
  readonly allocation: bigint;
  readonly physical: bigint;
}

/** @throws LibvirtError (system error) in libvirt's words when the file cannot be read. */
export function imageInfo(path: string): Promise<ImageInfo> {
  return withFile(path, read, async (file) => {
    const { size, blocks } = await file.stat();
    const head = await bytesOf(file, 0, 32);
    const format = head.length === 32 && head.readUInt32BE(0) === magic ? 'qcow2' : 'raw';
    const capacity = format === 'qcow2' ? head.readBigUInt64BE(24) : BigInt(size);
    return { format, capacity, allocation: BigInt(blocks) * 512n, physical: BigInt(size) };
  });
}

export interface NewImage {
  readonly path: string;
  readonly format: ImageFormat;
  readonly capacity: bigint;
  /** Bytes to take at once, of a raw image. */
  readonly allocation: bigint;
}

/** @throws LibvirtError (system error) when there is such a file already, or none can be made. */
export async function createImage({ path, format, capacity, allocation }: NewImage): Promise<void> {
  const whole = allocation < capacity ? allocation : capacity;
  if (capacity > mostBytes) throw systemError(`cannot extend file '${path}'`, systemFault('EFBIG'));
  if (format === 'raw') await refuseWithoutRoom(path, whole);
  return withFile(path, created, async (file) => {
    if (format === 'qcow2') return void (await file.write(emptyQcow2(capacity)));
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

/** Only a raw image, whose size is that of its file. */
export async function resizeImage(path: string, bytes: bigint): Promise<void> {
  const { format } = await imageInfo(path);
  if (format !== 'raw') throw unsupported(`only a 'raw' image can be resized here, not a '${format}' one`);
  await truncate(path, Number(bytes));
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

/** An image with nothing in it: header, table and block of reference counts, and the first level of its tables. */
function emptyQcow2(capacity: bigint): Buffer {
  const perEntry = BigInt(cluster) * BigInt(cluster / 8);
  const entries = Number((capacity + perEntry - 1n) / perEntry);
  const tables = Math.max(1, Math.ceil((entries * 8) / cluster));
  const image = Buffer.alloc((3 + tables) * cluster);
  image.writeUInt32BE(magic, 0);
  image.writeUInt32BE(2, 4);
  image.writeUInt32BE(clusterBits, 20);
  image.writeBigUInt64BE(capacity, 24);
  image.writeUInt32BE(entries, 36);
  image.writeBigUInt64BE(BigInt(3 * cluster), 40);
  image.writeBigUInt64BE(BigInt(cluster), 48);
  image.writeUInt32BE(1, 56);
  image.writeBigUInt64BE(BigInt(2 * cluster), cluster);
  for (let at = 0; at < 3 + tables; at++) image.writeUInt16BE(1, 2 * cluster + 2 * at);
  return image;
}
