import { decodePacket, headerBytes, largestPacket, type Packet } from './packet.ts';
import { badXdr } from './xdr/index.ts';

/**
 * Puts packets together from the pieces in which a stream brings them. It holds what has arrived and no more: an
 * announced length allocates nothing.
 */
export interface FrameReader {
  /**
   * Takes the next piece and hands over the packets that it completes.
   * @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when a length or header is none; the stream cannot be read on then.
   */
  readonly push: (piece: Buffer) => void;
  /** Bytes of a packet that has not fully arrived. */
  readonly pending: () => number;
}

export function frameReader(onPacket: (packet: Packet) => void): FrameReader {
  let pieces: Buffer[] = [];
  let held = 0;
  let wanted = 4;

  function push(piece: Buffer) {
    pieces.push(piece);
    held += piece.length;
    if (held < wanted) return;
    let bytes = pieces.length === 1 ? piece : Buffer.concat(pieces, held);
    for (wanted = wantedBytes(bytes); bytes.length >= wanted; wanted = wantedBytes(bytes)) {
      const packet = decodePacket(bytes.subarray(0, wanted));
      bytes = bytes.subarray(wanted);
      onPacket(packet);
    }
    pieces = bytes.length > 0 ? [bytes] : [];
    held = bytes.length;
  }
  return { push, pending: () => held };
}

/** How many bytes the next packet takes; four until its length is there. */
function wantedBytes(bytes: Buffer): number {
  if (bytes.length < 4) return 4;
  const length = bytes.readUInt32BE(0);
  if (length < headerBytes) throw badXdr(`a packet of ${length} bytes is too small, ${headerBytes} are wanted`);
  if (length > largestPacket) throw badXdr(`a packet of ${length} bytes is too large, ${largestPacket} are allowed`);
  return length;
}
