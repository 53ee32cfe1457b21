import { atMost, decoded } from './text.ts';
import { badXdr, type XdrType } from './type.ts';

/** `char x[n]` and `char x<n>`: to XDR these are arrays of numbers, so every character takes a word of its own. */

/** `char x[n]`: so many characters, filled up with NULs; text of at most n - 1 bytes. */
export const fixedCharacters = (size: number): XdrType<string> => ({
  minBytes: 4 * size,
  write: (out, value) => writeCharacters(out.int32, Buffer.concat([cText(value, size)], size)),
  read: (from) => upToNul(readCharacters(from.int32, size)),
});

/** `char x<n>`: counted, and the NUL that ends it counts too. */
export const characters = (most: number): XdrType<string> => ({
  minBytes: 4,
  write(out, value) {
    const bytes = cText(value, most);
    out.uint32(bytes.length);
    writeCharacters(out.int32, bytes);
  },
  read(from) {
    const count = atMost(from.uint32(), most);
    atMost(count * 4, from.remaining());
    return upToNul(readCharacters(from.int32, count));
  },
});

/** The text with the NUL that ends it in C. */
function cText(text: string, most: number): Buffer {
  if (text.includes('\0')) throw badXdr('text with a NUL in it');
  const bytes = Buffer.from(`${text}\0`, 'utf8');
  atMost(bytes.length, most);
  return bytes;
}

/** xdr_char: a C char is signed, so what is above 127 goes out negative. */
function writeCharacters(int32: (value: number) => void, bytes: Buffer): void {
  for (const byte of bytes) int32(byte > 127 ? byte - 256 : byte);
}

const readCharacters = (int32: () => number, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, () => int32() & 0xff));

function upToNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return decoded(end < 0 ? bytes : bytes.subarray(0, end));
}
