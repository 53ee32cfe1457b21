import { LibvirtError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';

/** A saved guest: its XML, whether it ran, and its memory and devices. */
export interface SavedGuest {
  readonly xml: string;
  readonly wasRunning: boolean;
  readonly image: Uint8Array;
}

/** First bytes of the file, so that another file is told apart. Then flags, the XML's length, the XML, the image. */
const magic = Buffer.from('HooklabGuestSave');
const headerBytes = magic.length + 8;

export function packSavedGuest({ xml, wasRunning, image }: SavedGuest): Uint8Array {
  const text = Buffer.from(xml);
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32BE(wasRunning ? 1 : 0, magic.length);
  header.writeUInt32BE(text.length, magic.length + 4);
  return Buffer.concat([header, text, image]);
}

/** @throws LibvirtError (operation failed) for a file that is no saved guest, in the words of qemuSaveImageOpen. */
export function unpackSavedGuest(file: Uint8Array): SavedGuest {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic))
    throw new LibvirtError('operation failed', 'image magic is incorrect', 'qemu');
  const length = bytes.readUInt32BE(magic.length + 4);
  if (length > limits.stringBytes || headerBytes + length > bytes.length)
    throw new LibvirtError('operation failed', `invalid header data length: ${length}`, 'qemu');
  return {
    wasRunning: bytes.readUInt32BE(magic.length) === 1,
    xml: bytes.toString('utf8', headerBytes, headerBytes + length),
    image: bytes.subarray(headerBytes + length),
  };
}
