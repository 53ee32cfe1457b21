import { constants } from 'node:buffer';
import { LibvirtError } from '../../protocol/errors.ts';
import { type Pace, pageBytes } from '../memory/index.ts';
import { takeBatch } from './batch.ts';
import { encodePages, encodeText } from './encode.ts';
import { checksumOf, type FramePlace } from './frame.ts';
import type { Arrival } from './incoming-stream.ts';
import { badStream, type Ending, type Hello, streamVersion } from './messages.ts';
import { finish, startPrecopy } from './precopy.ts';
import { createIntake, type Receiver } from './receiver.ts';
import type { MovingGuest } from './sending.ts';
import { createWhole } from './whole.ts';

/**
 * A saved guest is a migration stream in a file, as QEMU has it: eight bytes that say so, the version, then each frame
 * behind its length. The frames' checksums and the memory's hash at the end vouch for it.
 */
const magic = Buffer.from('HOOKLABG');
const version = 3;
const prefixBytes = magic.length + 4;

/** The whole guest, which stands still. @throws LibvirtError (operation failed) when no buffer can hold it. */
export async function encodeImage(guest: MovingGuest, pace: Pace): Promise<Uint8Array> {
  refuseHuge(guest);
  const parts: Buffer[] = [magic, uint32(version)];
  for await (const frame of frames(guest)) {
    parts.push(uint32(frame.length), frame);
    await pace(frame.length);
  }
  return Buffer.concat(parts);
}

/** Node 20 holds 4 GiB in one buffer; frames add a thousandth. */
function refuseHuge({ memory }: MovingGuest): void {
  if (memory.residentBytes * 1.01 < constants.MAX_LENGTH) return;
  const size = `${memory.residentBytes} bytes of memory`;
  throw new LibvirtError('operation failed', `the guest uses ${size}, more than can be saved in one piece`, 'qemu');
}

async function* frames(guest: MovingGuest): AsyncGenerator<Buffer> {
  const { memory, uuid } = guest;
  const whole = createWhole();
  let sequence = 0;
  const counted = (frame: Buffer, checksum = checksumOf(frame)) => {
    whole.add(checksum);
    return frame;
  };
  const place = (): FramePlace => ({ sequence: sequence++, round: 1 });
  const hello: Hello = {
    version: streamVersion,
    uuid,
    memoryBytes: memory.bytes,
    pageBytes,
    verified: true,
    rushBytes: 0,
    channels: 0,
  };
  yield counted(encodeText('hello', place(), hello));
  const all = startPrecopy({ pages: memory.allPages, limits: { bytesPerSecond: Infinity, downtimeMs: 0 }, now: 0 });
  finish(all);
  while (all.pendingPages > 0) {
    const { pieces, checksum } = encodePages(takeBatch(all, memory), memory, place());
    yield counted(Buffer.concat(pieces), checksum);
  }
  const ending: Ending = { device: guest.deviceState(), stream: whole.text, ...(await guest.snapshot()) };
  yield encodeText('end', place(), ending);
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Fills a guest from an image. @throws ProtocolError HOOKLAB_BAD_STREAM with one sentence when it is damaged. */
export async function decodeImage(image: Uint8Array, guest: Receiver, pace: Pace): Promise<Arrival> {
  const intake = createIntake(guest);
  for (const frame of split(Buffer.from(image.buffer, image.byteOffset, image.byteLength))) {
    intake.take(frame);
    intake.end();
    await pace(frame.length);
  }
  if (intake.receiving.state !== 'arrived') throw badStream('the image of the guest is cut short');
  return intake.receiving;
}

function* split(image: Buffer): Generator<Buffer> {
  if (image.length < prefixBytes || !image.subarray(0, magic.length).equals(magic))
    throw badStream('this is no image of a guest');
  if (image.readUInt32LE(magic.length) !== version) throw badStream('the image of the guest is of another version');
  let at = prefixBytes;
  while (at < image.length) {
    const length = at + 4 <= image.length ? image.readUInt32LE(at) : 0;
    if (length === 0 || at + 4 + length > image.length) throw badStream('the image of the guest is cut short');
    yield image.subarray(at + 4, at + 4 + length);
    at += 4 + length;
  }
}
