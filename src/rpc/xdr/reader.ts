import { badXdr } from './type.ts';

/** Reads words off one payload; what it hands out never exceeds what it was given. */
export interface XdrReader {
  readonly remaining: () => number;
  readonly int32: () => number;
  readonly uint32: () => number;
  readonly int64: () => bigint;
  readonly uint64: () => bigint;
  readonly double: () => number;
  /** So many bytes and their padding to a whole word; a view, not a copy. */
  readonly bytes: (count: number) => Buffer;
}

export function xdrReader(source: Uint8Array): XdrReader {
  const payload = source instanceof Buffer ? source : Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  let at = 0;

  /** Where the next so many bytes stand. */
  function take(count: number): number {
    const start = at;
    if (count > payload.length - start) throw badXdr(`${count} bytes expected, ${payload.length - start} left`);
    at += count;
    return start;
  }
  return {
    remaining: () => payload.length - at,
    int32: () => payload.readInt32BE(take(4)),
    uint32: () => payload.readUInt32BE(take(4)),
    int64: () => payload.readBigInt64BE(take(8)),
    uint64: () => payload.readBigUInt64BE(take(8)),
    double: () => payload.readDoubleBE(take(8)),
    bytes(count) {
      const start = take(count + padding(count));
      return payload.subarray(start, start + count);
    },
  };
}

/** Bytes that fill up the last word of `count` bytes. */
export const padding = (count: number): number => (4 - (count % 4)) % 4;
