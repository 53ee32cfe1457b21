import type { Duplex } from 'node:stream';
import { endOfFile } from '../transport/close-reason.ts';
import { type Closing, closing } from '../transport/closing.ts';
import { drain } from '../transport/drain.ts';
import type { LinkClosed } from '../transport/link.ts';
import { frameReader } from './frames.ts';
import { encodePacket, largestPacket, type Packet } from './packet.ts';

/** Packets over a stream of bytes, from either end. */
export interface PacketWire extends Pick<Closing, 'over' | 'onClose'> {
  /** Queues a packet. After the wire closed this does nothing. @throws ProtocolError when it is too large. */
  send(packet: Packet): void;
  /** Resolves once at most `bytes` of what was sent wait to leave, or the wire closed. */
  drained(bytes: number): Promise<void>;
  /** Stops and restarts reading: how a receiver slows its sender down. Pauses count. */
  pause(): void;
  resume(): void;
  /** Ends the wire once what was sent has left. */
  close(): void;
  /** Cuts the wire now; `reason` is what onClose is told. */
  terminate(reason?: string): void;
}

export interface PacketWireOptions {
  readonly stream: Duplex;
  /** What is received; a ProtocolError that it throws cuts the wire, as bytes that are no packet do. */
  readonly onPacket: (packet: Packet) => void;
  /** Bytes that may wait for a peer that does not read; the wire is cut beyond. Two of the largest packets by default. */
  readonly mostWaiting?: number;
}

/** Nothing more is read while the peer does not take what it was sent. */
export function packetWire({ stream, onPacket, mostWaiting = 2 * largestPacket }: PacketWireOptions): PacketWire {
  const end = closing();
  const reader = frameReader((packet) => void (end.over || onPacket(packet)));
  const left = drain(() => stream.writableLength);
  let pauses = 0;
  let slow = false;

  const pause = () => void (++pauses === 1 && stream.pause());
  const resume = () => void (--pauses === 0 && stream.resume());
  const settle = (closed: LinkClosed) => {
    end.settle(closed);
    left.end();
    stream.destroy();
  };
  const terminate = (reason = 'cut by this end') => settle({ clean: false, reason });

  stream.on('data', (piece: Buffer) => {
    try {
      reader.push(piece);
    } catch (error) {
      terminate((error as Error).message);
    }
  });
  stream.on('drain', () => {
    if (slow) resume();
    slow = false;
    left.check();
  });
  stream.on('end', () => settle(endOfFile));
  stream.on('error', () => settle(endOfFile));
  stream.on('close', () => settle(endOfFile));

  return {
    get over() {
      return end.over;
    },
    onClose: end.onClose,
    send(packet) {
      if (end.over) return;
      const flows = stream.write(encodePacket(packet));
      if (stream.writableLength > mostWaiting) return terminate('the peer does not read what it is sent');
      if (flows || slow) return;
      slow = true;
      pause();
    },
    drained: left.until,
    pause,
    resume,
    close() {
      end.settle({ clean: true, reason: 'closed by this end' });
      left.end();
      stream.end(() => stream.destroy());
    },
    terminate,
  };
}
