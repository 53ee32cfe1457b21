import { checksum } from './checksum.ts';
import { pageBytes } from './page.ts';

/**
 * A guest's ROMs: the BIOS, the one of its video card, ACPI tables. QEMU counts and sends them like memory, behind it
 * (532480 bytes in all, 88 pages of which hold something; recordings 3b-*). They are the same in every guest.
 */
export const firmwarePages = 130;
const written = 88;

export interface Firmware {
  /** Pages from `page` on that are zero, at most `atMost`; 0 when the page has content. */
  zeroRun(page: number, atMost: number): number;
  copyPage(page: number, target: Buffer, at: number): void;
  /** Whether these bytes stand on the page from `offset` on. */
  holds(page: number, offset: number, bytes: Uint8Array): boolean;
  checksumOf(page: number): bigint;
}

/** The one that all guests have, made when it is first needed. Its pages count from 0. */
export const firmware: Firmware = {
  zeroRun: (page, atMost) => (page < written ? 0 : Math.min(firmwarePages - page, atMost)),
  copyPage: (page, target, at) => void target.set(pageOf(page), at),
  holds: (page, offset, bytes) =>
    pageOf(page)
      .subarray(offset, offset + bytes.length)
      .equals(bytes),
  checksumOf(page) {
    sums[page] ??= checksum(pageOf(page));
    return sums[page];
  },
};

const sums: bigint[] = [];
let image: Buffer | undefined;

function pageOf(page: number): Buffer {
  image ??= createImage();
  return image.subarray(page * pageBytes, (page + 1) * pageBytes);
}

/** Content that no page shares with another. */
function createImage(): Buffer {
  const words = new Uint32Array((firmwarePages * pageBytes) / 4);
  for (let at = 0; at < (written * pageBytes) / 4; at++) words[at] = Math.imul(at + 1, 0x9e3779b1);
  return Buffer.from(words.buffer);
}
