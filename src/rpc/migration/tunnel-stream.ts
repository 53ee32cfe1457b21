import { limits } from '../../protocol/limits.ts';
import type { SideStream } from '../../transport/index.ts';
import { bytesIn, type Sendable } from '../../transport/message.ts';
import { badXdr } from '../xdr/index.ts';

/** One end of the stream of a call, as a tunnel uses it. */
export interface ByteStream {
  write(bytes: Uint8Array): void;
  /** Resolves once at most so many bytes that were written wait to leave. */
  drained(bytes: number): Promise<void>;
  /** Nothing more will be written. */
  finish(): void;
}

/** A tunnel's messages over a stream of bytes. */
export interface TunnelStream {
  readonly stream: SideStream;
  /** Where what is sent goes; before that it goes nowhere. */
  attach(to: ByteStream): void;
  /**
   * Takes what the other end sent; resolves once it is worked on.
   * @throws ProtocolError (HOOKLAB_BAD_MESSAGE) when it is no tunnel's.
   */
  take(bytes: Uint8Array): Promise<void>;
}

const lengthBytes = 4;
/** A frame of a migration stream, and what a tunnel puts before it. */
const mostBytes = limits.streamFrameBytes + 1024;

/** Each message goes with its length before it; one of no bytes ends the tunnel, and the stream with it. */
export function tunnelStream(): TunnelStream {
  let to: ByteStream | undefined;
  let handler: ((message: Uint8Array) => Promise<void>) | undefined;
  const messages = reassembly();

  return {
    stream: {
      send(message) {
        const bytes = bytesIn(message);
        for (const piece of [lengthOf(bytes), ...piecesOf(message)]) to?.write(piece);
        if (bytes === 0) to?.finish();
      },
      drained: async (bytes) => to?.drained(bytes),
      onMessage(receiver) {
        handler = receiver;
      },
    },
    attach(stream) {
      to = stream;
    },
    async take(bytes) {
      for (const message of messages(bytes)) await handler?.(message);
    },
  };
}

function lengthOf(bytes: number): Uint8Array {
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(bytes);
  return length;
}

function piecesOf(message: Sendable): readonly Uint8Array[] {
  if (typeof message === 'string') return [Buffer.from(message)];
  return message instanceof Uint8Array ? [message] : message;
}

/** Puts messages together; holds what has arrived of one and no more. */
function reassembly() {
  let held: Uint8Array[] = [];
  let count = 0;
  return (bytes: Uint8Array): readonly Uint8Array[] => {
    held.push(bytes);
    count += bytes.length;
    const whole: Uint8Array[] = [];
    for (;;) {
      const length = count < lengthBytes ? undefined : firstLength(held);
      if (length === undefined || count < lengthBytes + length) return whole;
      const all = Buffer.concat(held);
      whole.push(all.subarray(lengthBytes, lengthBytes + length));
      held = [all.subarray(lengthBytes + length)];
      count -= lengthBytes + length;
    }
  };
}

/** @throws ProtocolError (HOOKLAB_BAD_MESSAGE) for a length that no message has. */
function firstLength(held: Uint8Array[]): number {
  const [first = new Uint8Array()] = held;
  if (first.length < lengthBytes) held.splice(0, held.length, Buffer.concat(held));
  const { buffer, byteOffset } = held[0] ?? first;
  const length = new DataView(buffer, byteOffset).getUint32(0);
  if (length <= mostBytes) return length;
  throw badXdr(`a tunnel's message of ${length} bytes is too large, ${mostBytes} are allowed`);
}
