import { type FileHandle, open } from 'node:fs/promises';
import { LibvirtError } from '../../protocol/errors.ts';
import type { CallStream, StreamSink } from '../server/streams.ts';
import { systemError } from './directory.ts';

/** What a client up- or downloads of a file. */
export interface Part {
  readonly path: string;
  readonly offset: bigint;
  /** 0: all there is. */
  readonly length: bigint;
}

const chunkBytes = 262_144;
/** Bytes that may wait for a client that reads slowly. */
const waitingBytes = 1_048_576;

/** Sends part of a file; with `sparse`, what is only zeros is a hole. @throws LibvirtError where it cannot be read. */
export async function download(
  openStream: (sink: StreamSink) => CallStream,
  part: Part & { readonly sparse: boolean },
): Promise<void> {
  const file = await opened(part, 'r');
  let wanted = true;
  const stop = () => {
    wanted = false;
  };
  const stream = openStream({ data: () => undefined, finished: stop, aborted: stop });
  void pump();

  async function pump() {
    try {
      for (let at = 0n; wanted; ) {
        const bytes = await nextOf(file, part, at);
        if (bytes.length === 0) return stream.end();
        at += BigInt(bytes.length);
        if (part.sparse && isZeros(bytes)) stream.hole(BigInt(bytes.length));
        else stream.write(bytes);
        await stream.drained(waitingBytes);
      }
    } catch (error) {
      stream.fail(systemError('cannot read from stream', error));
    } finally {
      await file.close();
    }
  }
}

async function nextOf(file: FileHandle, { offset, length }: Part, at: bigint): Promise<Buffer> {
  const rest = length === 0n ? BigInt(chunkBytes) : length - at;
  const size = Number(rest < BigInt(chunkBytes) ? rest : BigInt(chunkBytes));
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(size), 0, size, Number(offset + at));
  return buffer.subarray(0, bytesRead);
}

const zeros = Buffer.alloc(chunkBytes);
const isZeros = (bytes: Buffer) => zeros.subarray(0, bytes.length).equals(bytes);

/** Takes bytes into part of a file, as they come; `onDone` when all have. @throws LibvirtError where it cannot be written. */
export async function upload(
  openStream: (sink: StreamSink) => CallStream,
  part: Part,
  onDone: () => Promise<void>,
): Promise<void> {
  const file = await opened(part, 'r+');
  let at = 0n;
  const fitting = (bytes: bigint): bigint => {
    const rest = part.length === 0n ? bytes : part.length - at;
    if (rest === 0n && bytes > 0n) throw systemError('cannot write to stream', { code: 'ENOSPC' });
    return rest < bytes ? rest : bytes;
  };
  openStream({
    async data(bytes) {
      const size = Number(fitting(BigInt(bytes.length)));
      await file.write(bytes, 0, size, Number(part.offset + at)).catch((error) => {
        throw systemError('cannot write to stream', error);
      });
      at += BigInt(size);
    },
    async hole(bytes) {
      at += fitting(bytes);
      checkPlace(part.offset + at);
      const { size } = await file.stat();
      if (part.offset + at > BigInt(size)) await file.truncate(Number(part.offset + at));
    },
    async finished() {
      await file.close();
      await onDone();
    },
    aborted: () => void file.close().catch(() => undefined),
  });
}

async function opened({ path, offset }: Part, flags: 'r' | 'r+'): Promise<FileHandle> {
  checkPlace(offset);
  return open(path, flags).catch((error) => {
    throw systemError(`Unable to open stream for '${path}'`, error);
  });
}

/** @throws LibvirtError for a place that no file has. */
function checkPlace(offset: bigint): void {
  if (offset > BigInt(Number.MAX_SAFE_INTEGER))
    throw new LibvirtError('system error', `Unable to seek to ${offset}: Invalid argument`, 'storage');
}
