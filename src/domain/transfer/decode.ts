import { pageBytes } from '../memory/index.ts';
import { batchPages, batchZeroRuns, type ZeroRun } from './batch.ts';
import { type Frame, frameTypes, type Header, headerSum, layout, type PageEntry } from './frame.ts';
import { badStream } from './messages.ts';

/** Bytes of the first or last message's text; they need some hundred. */
const textBytes = 65_536;

/** @throws ProtocolError HOOKLAB_BAD_STREAM, in one sentence, for anything that is not a whole frame. */
export function decodeFrame(message: string | Uint8Array): Frame {
  if (typeof message === 'string') throw badStream('the migration stream carries text where a frame should be');
  const frame = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  if (frame.length < layout.headerBytes || frame.readUInt32LE(0) !== layout.magic)
    throw badStream('what came is no frame of a migration stream');
  const type = frameTypes[frame.readUInt32LE(4)] ?? 'invalid';
  const field = (at: number) => frame.readUInt32LE(at);
  const header = { sequence: field(8), round: field(12), runs: field(16), pages: field(20) };
  if (type === 'pages') return decodePages(frame, header);
  if (type === 'invalid') throw badStream(`frame ${header.sequence} is of an unknown type`);
  return decodeText(frame, type, header);
}

function decodeText(frame: Buffer, type: 'hello' | 'end', { sequence, round, runs, pages }: Header): Frame {
  if (runs > textBytes || pages !== 0) throw badStream(`frame ${sequence} does not have the size of its type`);
  check(frame, sequence, { tableEnd: layout.headerBytes + runs, end: layout.headerBytes + runs });
  const text = frame.toString('utf8', layout.headerBytes);
  return type === 'hello' ? { type, sequence, round, text } : { type, sequence, round, text };
}

function decodePages(frame: Buffer, { sequence, round, runs, pages }: Header): Frame {
  if (runs > batchZeroRuns || pages > batchPages)
    throw badStream(`frame ${sequence} promises more pages than one holds`);
  const tableEnd = layout.headerBytes + (runs + pages) * layout.entryBytes;
  check(frame, sequence, { tableEnd, end: tableEnd + pages * pageBytes });
  const pair = (at: number) => [frame.readUInt32LE(at), frame.readUInt32LE(at + 4)] as const;
  const zeroRuns = Array.from({ length: runs }, (_, index): ZeroRun => {
    const [first, count] = pair(layout.headerBytes + index * layout.entryBytes);
    return { first, count };
  });
  const entries = Array.from({ length: pages }, (_, index): PageEntry => {
    const [page, sum] = pair(layout.headerBytes + (runs + index) * layout.entryBytes);
    return { page, sum, at: tableEnd + index * pageBytes };
  });
  return { type: 'pages', sequence, round, zeroRuns, pages: entries, bytes: frame };
}

/** The counts are compared with the length before anything is allocated by them. */
function check(frame: Buffer, sequence: number, { tableEnd, end }: { tableEnd: number; end: number }): void {
  if (frame.length !== end)
    throw badStream(`frame ${sequence} has ${frame.length} bytes where its header promises ${end}`);
  if (headerSum(frame, tableEnd) !== frame.readUInt32LE(layout.checksumAt))
    throw badStream(`frame ${sequence} has a wrong checksum`);
}
