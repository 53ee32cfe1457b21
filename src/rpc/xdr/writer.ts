import { padding } from './reader.ts';
import { badXdr } from './type.ts';

/** Writes words into a buffer that grows up to a bound. */
export interface XdrWriter {
  readonly int32: (value: number) => void;
  readonly uint32: (value: number) => void;
  readonly int64: (value: bigint) => void;
  readonly uint64: (value: bigint) => void;
  readonly double: (value: number) => void;
  /** The bytes and their padding to a whole word. */
  readonly bytes: (value: Uint8Array) => void;
  /** What was written so far. */
  readonly finish: () => Buffer;
}

const firstBytes = 256;

/** @param limit bytes that may be written; more is refused with a ProtocolError. */
export function xdrWriter(limit: number): XdrWriter {
  let buffer = Buffer.allocUnsafe(Math.min(firstBytes, limit));
  let at = 0;

  /** Hands over where the next so many bytes go. */
  function put(count: number, into: (buffer: Buffer, start: number) => void) {
    const start = at;
    if (count > limit - start) throw badXdr(`more than the ${limit} bytes allowed`);
    at += count;
    if (at > buffer.length) grow();
    into(buffer, start);
  }
  function grow() {
    const larger = Buffer.allocUnsafe(Math.min(limit, Math.max(at, buffer.length * 2)));
    buffer.copy(larger);
    buffer = larger;
  }
  return {
    int32: (value) => put(4, (to, start) => to.writeInt32BE(whole(value, -0x8000_0000, 0x7fff_ffff), start)),
    uint32: (value) => put(4, (to, start) => to.writeUInt32BE(whole(value, 0, 0xffff_ffff), start)),
    int64: (value) => put(8, (to, start) => to.writeBigInt64BE(within64(value, BigInt.asIntN), start)),
    uint64: (value) => put(8, (to, start) => to.writeBigUInt64BE(within64(value, BigInt.asUintN), start)),
    double: (value) => put(8, (to, start) => to.writeDoubleBE(value, start)),
    bytes: (value) =>
      put(value.length + padding(value.length), (to, start) => {
        to.set(value, start);
        to.fill(0, start + value.length, at);
      }),
    finish: () => buffer.subarray(0, at),
  };
}

function whole(value: number, least: number, most: number): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw badXdr(`${value} is not a whole number from ${least} to ${most}`);
}

function within64(value: bigint, as: (bits: number, value: bigint) => bigint): bigint {
  if (as(64, value) === value) return value;
  throw badXdr(`${value} does not fit into 64 bits`);
}
