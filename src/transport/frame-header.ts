/** Header of a WebSocket frame (RFC 6455, 5.2). */
export interface FrameHeader {
  readonly fin: boolean;
  /** Bits of extensions, none of which is ever agreed on here. */
  readonly reserved: number;
  readonly opcode: number;
  /** Bytes that follow. */
  readonly length: number;
  /** Absent in a frame without one; zero changes nothing. */
  readonly mask: number | undefined;
  /** The header itself, there only until the next one. */
  readonly bytes: Buffer;
}

export const opcodes = { continuation: 0, binary: 2, firstControl: 8 } as const;

/** Gathers headers that may come in pieces. */
export interface HeaderReader {
  /** Takes bytes from `at` on until the header is whole; returns how many. */
  gather(bytes: Uint8Array, at: number): number;
  /** The whole header, once; undefined before. */
  take(): FrameHeader | undefined;
}

export function createHeaderReader(): HeaderReader {
  const bytes = Buffer.alloc(14);
  let have = 0;
  let size = 2;
  return {
    gather(source, from) {
      let at = from;
      while (at < source.length && have < size) {
        bytes[have++] = source[at++] ?? 0;
        // The second byte tells how long the header is.
        if (have === 2) size = sizeOf(bytes[1] ?? 0);
      }
      return at - from;
    },
    take() {
      if (have < size) return undefined;
      const header = parse(bytes, size);
      have = 0;
      size = 2;
      return header;
    },
  };
}

const sizeOf = (second: number) => 2 + lengthBytes(shortLength(second)) + (isMasked(second) ? 4 : 0);
const shortLength = (second: number) => second & 0x7f;
const isMasked = (second: number) => (second & 0x80) !== 0;

function lengthBytes(short: number): number {
  if (short === 126) return 2;
  return short === 127 ? 8 : 0;
}

function parse(bytes: Buffer, size: number): FrameHeader {
  const [first = 0, second = 0] = bytes;
  return {
    fin: (first & 0x80) !== 0,
    reserved: first & 0x70,
    opcode: first & 0x0f,
    length: lengthOf(bytes, shortLength(second)),
    mask: isMasked(second) ? bytes.readUInt32LE(size - 4) : undefined,
    bytes: bytes.subarray(0, size),
  };
}

function lengthOf(bytes: Buffer, short: number): number {
  if (short === 126) return bytes.readUInt16BE(2);
  return short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
}
