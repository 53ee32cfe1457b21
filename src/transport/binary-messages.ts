import { createHeaderReader, type FrameHeader, opcodes } from './frame-header.ts';
import type { MessageSink } from './link.ts';

/** Where the bytes of a connection go. */
export interface Divided {
  /** Bytes that came in, there only during the call. */
  take(bytes: Buffer): void;
  /** From its next message on, binary messages go there. */
  divert(sink: MessageSink): void;
}

export interface DivideOptions {
  /** Bytes of the largest message that is diverted. */
  readonly maxMessageBytes: number;
  /** Whoever gets all the rest: text, control frames, and whatever breaks a rule. */
  readonly rest: (bytes: Buffer) => void;
}

/** Picks the binary messages out of a WebSocket's incoming bytes, without ever putting one together. */
export function divide({ maxMessageBytes, rest }: DivideOptions): Divided {
  const headers = createHeaderReader();
  let sink: MessageSink | undefined;
  let frame: FrameHeader | undefined;
  let left = 0;
  /** A diverted message has begun: so many bytes of it were announced. */
  let message: number | undefined;
  let diverted = false;

  const begin = (header: FrameHeader) => {
    frame = header;
    left = header.length;
    diverted = isOurs(header);
    if (!diverted) return rest(Buffer.from(header.bytes));
    message = (message ?? 0) + header.length;
    if (left === 0) endOfFrame();
  };
  const isOurs = ({ opcode, reserved, mask, length }: FrameHeader) =>
    sink !== undefined &&
    opcode === (message === undefined ? opcodes.binary : opcodes.continuation) &&
    reserved === 0 &&
    mask !== undefined &&
    (message ?? 0) + length <= maxMessageBytes;
  const endOfFrame = () => {
    if (!diverted || !frame?.fin) return;
    message = undefined;
    sink?.end();
  };
  const payload = (bytes: Buffer) => {
    if (!diverted) rest(Buffer.from(bytes));
    else sink?.take(unmasked(bytes, frame, left));
    left -= bytes.length;
    if (left === 0) endOfFrame();
  };
  return {
    divert(to) {
      sink = to;
    },
    take(bytes) {
      for (let at = 0; at < bytes.length; ) {
        if (left > 0) {
          const part = bytes.subarray(at, at + left);
          at += part.length;
          payload(part);
          continue;
        }
        at += headers.gather(bytes, at);
        const header = headers.take();
        if (header) begin(header);
      }
    },
  };
}

/** Masks by zero change nothing, which is why our own sender uses them. */
function unmasked(bytes: Buffer, frame: FrameHeader | undefined, left: number): Buffer {
  const mask = frame?.mask ?? 0;
  if (!frame || mask === 0) return bytes;
  const start = frame.length - left;
  for (let at = 0; at < bytes.length; at++) bytes[at] = (bytes[at] ?? 0) ^ (mask >>> (((start + at) & 3) * 8));
  return bytes;
}
