import { badXdr, type XdrType } from './type.ts';

/** Text and bytes: `string<n>`, `opaque<n>` and `opaque[n]` of the interface. */

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Text of at most so many bytes of UTF-8. C ends it at a NUL and so cannot hold one; other bytes that are no UTF-8 are
 * refused too.
 */
export function string(most: number): XdrType<string> {
  const bytes = opaque(most);
  return {
    minBytes: bytes.minBytes,
    write: (out, value) => bytes.write(out, Buffer.from(withoutNul(value), 'utf8')),
    read: (from) => withoutNul(decoded(bytes.read(from))),
  };
}

/** Counted bytes, at most so many. What is read is a view of the message. */
export const opaque = (most: number): XdrType<Uint8Array> => ({
  minBytes: 4,
  write(out, value) {
    out.uint32(atMost(value.length, most));
    out.bytes(value);
  },
  read: (from) => from.bytes(atMost(from.uint32(), most)),
});

/** virUUID: 16 bytes without a count, here as the text that names it. */
export const uuid: XdrType<string> = {
  minBytes: 16,
  write: (out, value) => out.bytes(uuidBytes(value)),
  read: (from) => uuidText(from.bytes(16)),
};

function uuidBytes(text: string): Buffer {
  if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)) return Buffer.from(text.replaceAll('-', ''), 'hex');
  throw badXdr(`'${text}' is no uuid`);
}

function uuidText(bytes: Buffer): string {
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A count within its bound. */
export function atMost(count: number, most: number): number {
  if (count <= most) return count;
  throw badXdr(`${count} are more than the ${most} allowed`);
}

export function decoded(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw badXdr('text that is not UTF-8');
  }
}

function withoutNul(text: string): string {
  if (!text.includes('\0')) return text;
  throw badXdr('text with a NUL in it');
}
