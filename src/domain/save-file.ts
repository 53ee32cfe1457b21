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

/** First bytes of the file, so that another file is told apart. Then flags, the length of XML and padding, both, the image. */
const magic = Buffer.from('HooklabGuestSave');
const headerBytes = magic.length + 8;

/** The image begins at a multiple of it, and the XML has room to grow (virQEMUSaveDataNew). */
const blockBytes = 1024 * 1024;
const roomBytes = 1024;

/** What stands before the image, padded with zero bytes. */
export function savedHead({ xml, wasRunning }: SavedHead): Uint8Array {
  const length = Buffer.byteLength(xml);
  const text = Buffer.alloc(roundUp(headerBytes + length + roomBytes) - headerBytes);
  text.write(xml);
  const header = Buffer.alloc(headerBytes);
  magic.copy(header);
  header.writeUInt32BE(wasRunning ? 1 : 0, magic.length);
  header.writeUInt32BE(text.length, magic.length + 4);
  return Buffer.concat([header, text]);
}

/**
 * The same file with another head, which must have room where the old one was.
 * @throws LibvirtError (operation failed) in the words of virQEMUSaveDataWrite.
 */
export function withSavedHead(file: Uint8Array, { xml, wasRunning }: SavedHead): Uint8Array {
  const changed = Buffer.from(file);
  const { offset } = readSavedHead(changed);
  if (Buffer.byteLength(xml) >= offset - headerBytes)
    throw new LibvirtError('operation failed', 'new xml too large to fit in file', 'qemu');
  changed.writeUInt32BE(wasRunning ? 1 : 0, magic.length);
  changed.fill(0, headerBytes, offset).write(xml, headerBytes);
  return changed;
}

const roundUp = (bytes: number) => Math.ceil(bytes / blockBytes) * blockBytes;

/** @throws LibvirtError (operation failed) for a file that is no saved guest, in the words of qemuSaveImageOpen. */
export function readSavedHead(file: Uint8Array): SavedGuest {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length < headerBytes || !bytes.subarray(0, magic.length).equals(magic))
    throw new LibvirtError('operation failed', 'image magic is incorrect', 'qemu');
  const length = bytes.readUInt32BE(magic.length + 4);
  if (length > limits.stringBytes + blockBytes || headerBytes + length > bytes.length)
    throw new LibvirtError('operation failed', `invalid header data length: ${length}`, 'qemu');
  return {
    wasRunning: bytes.readUInt32BE(magic.length) === 1,
    xml: bytes.toString('utf8', headerBytes, headerBytes + length).replace(/\0+$/, ''),
    offset: headerBytes + length,
  };
}
