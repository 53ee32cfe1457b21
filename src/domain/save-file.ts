import { LibvirtError } from '../protocol/errors.ts';
import { limits } from '../protocol/limits.ts';

/** What stands before the image of a saved guest: its XML, and whether it ran. */
export interface SavedHead {
  readonly xml: string;
  readonly wasRunning: boolean;
}

/** A saved guest, whose memory and devices begin at `offset`. */
export interface SavedGuest extends SavedHead {
  readonly offset: number;
}

/** First bytes of the file, so that another file is told apart. Then flags, the XML's length, the XML, the image. */
const magic = Buffer.from('HooklabGuestSave');
const headerBytes = magic.length + 8;

export function savedHead({ xml, wasRunning }: SavedHead): Uint8Array {
  const text = Buffer.from(xml);
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32BE(wasRunning ? 1 : 0, magic.length);
  header.writeUInt32BE(text.length, magic.length + 4);
  return Buffer.concat([header, text]);
}

/** @throws LibvirtError (operation failed) for a file that is no saved guest, in the words of qemuSaveImageOpen. */
export function readSavedHead(file: Uint8Array): SavedGuest {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic))
    throw new LibvirtError('operation failed', 'image magic is incorrect', 'qemu');
  const length = bytes.readUInt32BE(magic.length + 4);
  if (length > limits.stringBytes || headerBytes + length > bytes.length)
    throw new LibvirtError('operation failed', `invalid header data length: ${length}`, 'qemu');
  return {
    wasRunning: bytes.readUInt32BE(magic.length) === 1,
    xml: bytes.toString('utf8', headerBytes, headerBytes + length),
    offset: headerBytes + length,
  };
}
