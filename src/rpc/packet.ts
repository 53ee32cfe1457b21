import { limits } from '../protocol/limits.ts';
import { badXdr } from './xdr/index.ts';

/**
 * One packet of libvirt's remote protocol (virnetprotocol): a length that counts itself, six words of header, and a
 * payload that belongs to the procedure.
 */
export interface Packet extends Header {
  readonly payload: Uint8Array;
}

export interface Header {
  readonly program: number;
  readonly version: number;
  readonly procedure: number;
  readonly type: PacketType;
  /** The caller's number of its call; the answer and the stream of a call repeat it. The C client begins at 0. */
  readonly serial: number;
  readonly status: PacketStatus;
}

/** virNetMessageType by number. */
export const packetTypes = [
  'call',
  'reply',
  'message',
  'stream',
  'call with descriptors',
  'reply with descriptors',
  'stream hole',
] as const;
export type PacketType = (typeof packetTypes)[number];

/** virNetMessageStatus by number. */
export const packetStatuses = ['ok', 'error', 'continue'] as const;
export type PacketStatus = (typeof packetStatuses)[number];

/** Programs by number, and the one version of each. */
export const programs = {
  remote: { program: 0x2000_8086, version: 1 },
  qemu: { program: 0x2000_8087, version: 1 },
  lxc: { program: 0x0006_8000, version: 1 },
  keepalive: { program: 0x6b65_6570, version: 1 },
} as const;

export type ProgramName = keyof typeof programs;

/** Bytes of the length and the header. */
export const headerBytes = 28;
/** The length word is not counted by libvirt's bound of a message. */
export const largestPacket = limits.messageBytes + 4;
/** Bytes that a payload may have. */
export const largestPayload = largestPacket - headerBytes;

/** The packet's bytes. @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when it is larger than a message may be. */
export function encodePacket({ payload, ...header }: Packet): Buffer {
  if (payload.length > largestPayload) throw badXdr(`${payload.length} bytes of payload are too many`);
  const bytes = Buffer.allocUnsafe(headerBytes + payload.length);
  bytes.writeUInt32BE(bytes.length, 0);
  bytes.writeUInt32BE(header.program, 4);
  bytes.writeUInt32BE(header.version, 8);
  bytes.writeInt32BE(header.procedure, 12);
  bytes.writeInt32BE(packetTypes.indexOf(header.type), 16);
  bytes.writeUInt32BE(header.serial, 20);
  bytes.writeInt32BE(packetStatuses.indexOf(header.status), 24);
  bytes.set(payload, headerBytes);
  return bytes;
}

/** The packet that these bytes are, its length included. @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when they are none. */
export function decodePacket(bytes: Buffer): Packet {
  const type = packetTypes[bytes.readUInt32BE(16)];
  const status = packetStatuses[bytes.readUInt32BE(24)];
  if (!type) throw badXdr(`${bytes.readUInt32BE(16)} is not a type of packet`);
  if (!status) throw badXdr(`${bytes.readUInt32BE(24)} is not a status of a packet`);
  return {
    program: bytes.readUInt32BE(4),
    version: bytes.readUInt32BE(8),
    procedure: bytes.readInt32BE(12),
    type,
    serial: bytes.readUInt32BE(20),
    status,
    payload: bytes.subarray(headerBytes),
  };
}
