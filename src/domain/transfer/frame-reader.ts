import { type Position, pageBytes } from '../memory/index.ts';
import type { Delta, ZeroRun } from './batch.ts';
import {
  type DeltasFrame,
  type Header,
  headBytes,
  isDeltas,
  isText,
  layout,
  mostHeadBytes,
  noFrame,
  type PagesFrame,
  readHeader,
  type TextFrame,
  unsealed,
} from './frame.ts';
import { badStream } from './messages.ts';

/** Who is told what a frame holds, in order, while it comes in. */
export interface FrameHandler {
  onText(frame: TextFrame): void;
  onDeltas(frame: DeltasFrame): void;
  /** What a frame of pages says of itself; their content follows. */
  onPages(frame: PagesFrame): void;
  /** Content of the frame's pages from that place on, there only during the call. */
  onBytes(position: Position, bytes: Uint8Array): void;
  /** All of the frame's pages numbered `from` up to, not including, `to` came. */
  onWhole(from: number, to: number): void;
}

/**
 * Takes frames apart as their bytes come in, so that no frame is ever held as a whole. Both calls throw ProtocolError
 * HOOKLAB_BAD_STREAM, in one sentence, for what is no frame.
 */
export interface FrameReader {
  take(bytes: Uint8Array): void;
  /** The message ends here. */
  end(): void;
}

export function createFrameReader(handler: FrameHandler): FrameReader {
  const head = Buffer.from(new ArrayBuffer(mostHeadBytes));
  let header: Header | undefined;
  let frame: PagesFrame | undefined;
  let needed = layout.headerBytes;
  let received = 0;
  let promised = 0;

  const gather = (bytes: Uint8Array): number => {
    const count = Math.min(needed - received, bytes.length);
    head.set(bytes.subarray(0, count), received);
    received += count;
    return count;
  };
  const open = () => {
    if (!header) {
      header = readHeader(head);
      needed = headBytes(header);
      promised = needed + (isDeltas(header.type) ? 0 : header.pages * pageBytes);
    }
    if (received < needed) return;
    const read = readTable(head.subarray(0, needed), header);
    if ('text' in read) handler.onText(read);
    else if ('deltas' in read) handler.onDeltas(read);
    else {
      frame = read;
      handler.onPages(read);
    }
  };
  const store = (bytes: Uint8Array): number => {
    const place = received - needed;
    const count = Math.min(promised - received, bytes.length);
    if (!frame || count === 0) return skip(bytes.length);
    const from = Math.floor(place / pageBytes);
    handler.onBytes({ pages: frame.pages, from, offset: place % pageBytes }, bytes.subarray(0, count));
    received += count;
    handler.onWhole(from, Math.floor((place + count) / pageBytes));
    return count;
  };
  /** More than was promised: the message's end will tell. */
  const skip = (count: number) => {
    received += count;
    return count;
  };

  return {
    take(bytes) {
      for (let at = 0; at < bytes.length; ) {
        const rest = at === 0 ? bytes : bytes.subarray(at);
        if (received >= needed) at += store(rest);
        else {
          at += gather(rest);
          if (received === needed) open();
        }
      }
    },
    end() {
      if (!header) throw noFrame();
      if (received !== promised)
        throw badStream(`frame ${header.sequence} has ${received} bytes where its header promises ${promised}`);
      header = undefined;
      frame = undefined;
      needed = layout.headerBytes;
      received = 0;
    },
  };
}

function readTable(head: Buffer, header: Header): TextFrame | PagesFrame | DeltasFrame {
  const { type, sequence, round, runs, pages } = header;
  const checksum = unsealed(head, sequence);
  if (isText(type)) return { type, sequence, round, checksum, text: head.toString('utf8', layout.headerBytes) };
  if (isDeltas(type)) return { ...readDeltas(head, header), type, sequence, round, checksum };
  const zeroRuns = Array.from({ length: runs }, (_, index): ZeroRun => {
    const at = layout.headerBytes + index * layout.runBytes;
    return { first: head.readUInt32LE(at), count: head.readUInt32LE(at + 4) };
  });
  const at = head.byteOffset + layout.headerBytes + runs * layout.runBytes;
  const sums = new BigUint64Array(head.buffer, at, type === 'pages' ? pages : 0);
  const numbers = new Uint32Array(head.buffer, at + sums.byteLength, pages);
  return { type, sequence, round, checksum, zeroRuns, sums, pages: numbers };
}

function readDeltas(head: Buffer, { type, sequence, runs, pages }: Header): Pick<DeltasFrame, 'deltas' | 'sums'> {
  const sums = new BigUint64Array(head.buffer, head.byteOffset + layout.headerBytes, type === 'deltas' ? pages : 0);
  const numbers = layout.headerBytes + sums.byteLength;
  const lengths = numbers + pages * layout.numberBytes;
  let at = lengths + pages * layout.lengthBytes;
  const deltas = Array.from({ length: pages }, (_, index): Delta => {
    const length = head.readUInt16LE(lengths + index * layout.lengthBytes);
    at += length;
    return { page: head.readUInt32LE(numbers + index * layout.numberBytes), bytes: head.subarray(at - length, at) };
  });
  if (at !== lengths + pages * layout.lengthBytes + runs)
    throw badStream(`frame ${sequence} does not have the size of its type`);
  return { deltas, sums };
}
