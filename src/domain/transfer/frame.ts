import { checksum } from '../memory/index.ts';
import { batchDeltas, batchPages, batchZeroRuns, type Delta, type ZeroRun } from './batch.ts';
import { badStream } from './messages.ts';

/**
 * One message of a migration stream: a header of 32 bytes, a table, content. All numbers are little endian.
 *
 *  0 magic   4 type   8 sequence   12 round   16 zero runs, or bytes of text   20 pages   24 checksum (64 bits)
 *
 * A frame of deltas has their bytes in the place of zero runs: their pages' checksums, numbers and lengths, then they.
 *
 * Table: first page and length of each run of zero pages; the checksum (64 bits) of each page that follows, except in a
 * frame of unverified pages; their numbers. The header's checksum covers header and table, and so, through the table,
 * every byte.
 */
export const layout = {
  magic: 0x534d4c48,
  headerBytes: 32,
  checksumAt: 24,
  runBytes: 8,
  sumBytes: 8,
  numberBytes: 4,
  lengthBytes: 2,
};

/** A frame of zeros is none. */
export const frameTypes = [
  'invalid',
  'hello',
  'pages',
  'end',
  'unverified pages',
  'missing',
  'hand over',
  'deltas',
  'unverified deltas',
] as const;
export type FrameType = Exclude<(typeof frameTypes)[number], 'invalid'>;
export type TextType = 'hello' | 'end' | 'hand over';
export type PagesType = 'pages' | 'unverified pages';

export type DeltasType = 'deltas' | 'unverified deltas';

/** Whether a frame holds what changed on pages. */
export const isDeltas = (type: FrameType): type is DeltasType => type === 'deltas' || type === 'unverified deltas';

/** Whether a frame holds text, and no pages. */
export const isText = (type: FrameType): type is TextType => type === 'hello' || type === 'end' || type === 'hand over';

/** Position of a frame in its stream. */
export interface FramePlace {
  /** From 0, one more each frame: what is lost, doubled or out of order shows. */
  readonly sequence: number;
  /** QEMU's dirty-sync-count when it was sent. */
  readonly round: number;
}

export interface Header extends FramePlace {
  readonly type: FrameType;
  /** Runs of zero pages, or bytes of text. */
  readonly runs: number;
  readonly pages: number;
}

/** The first or the last message, or the one that hands the guest over. */
export interface TextFrame extends FramePlace {
  readonly type: TextType;
  readonly text: string;
  readonly checksum: bigint;
}

/** What a frame of pages says before their content comes. Arrays are only there until the next frame. */
export interface PagesFrame extends FramePlace {
  /** A frame of missing pages names them as if they were zero. */
  readonly type: PagesType | 'missing';
  readonly zeroRuns: readonly ZeroRun[];
  readonly pages: Uint32Array;
  /** Checksum of each page; none in a frame of unverified pages. */
  readonly sums: BigUint64Array;
  readonly checksum: bigint;
}

/** What changed on pages. */
export interface DeltasFrame extends FramePlace {
  readonly type: DeltasType;
  readonly deltas: readonly Delta[];
  /** Checksum of each page once it is changed; none in a frame of unverified ones. */
  readonly sums: BigUint64Array;
  readonly checksum: bigint;
}

/** Bytes of the first or last message's text; they need some hundred. */
const textBytes = 65_536;

/** Bytes of a frame without the content of its pages. */
export function headBytes({ type, runs, pages }: Pick<Header, 'type' | 'runs' | 'pages'>): number {
  if (isText(type)) return layout.headerBytes + runs;
  const { headerBytes, runBytes, sumBytes, numberBytes, lengthBytes } = layout;
  if (isDeltas(type))
    return headerBytes + pages * (numberBytes + lengthBytes + (type === 'deltas' ? sumBytes : 0)) + runs;
  return headerBytes + runs * runBytes + pages * (numberBytes + (type === 'pages' ? sumBytes : 0));
}

/** Bytes of the longest text frame, and more than any table takes. */
export const mostHeadBytes = layout.headerBytes + textBytes;

/** Header and table of a frame, all of it, with its checksum. The field itself counts as zero. */
export function sealed(head: Buffer): Buffer {
  head.writeBigUInt64LE(sumOf(head), layout.checksumAt);
  return head;
}

/** The checksum that a frame says it has. */
export const checksumOf = (frame: Buffer): bigint => frame.readBigUInt64LE(layout.checksumAt);

/** @throws ProtocolError HOOKLAB_BAD_STREAM when the checksum is not that of the bytes. */
export function unsealed(head: Buffer, sequence: number): bigint {
  const promised = checksumOf(head);
  if (sumOf(head) !== promised) throw badStream(`frame ${sequence} has a wrong checksum`);
  return promised;
}

function sumOf(head: Buffer): bigint {
  head.writeBigUInt64LE(0n, layout.checksumAt);
  return checksum(head);
}

/** @throws ProtocolError HOOKLAB_BAD_STREAM, in one sentence, for what is no header or promises too much. */
export function readHeader(head: Buffer): Header {
  const field = (at: number) => head.readUInt32LE(at);
  if (field(0) !== layout.magic) throw noFrame();
  const type = frameTypes[field(4)] ?? 'invalid';
  const [sequence, round, runs, pages] = [field(8), field(12), field(16), field(20)];
  if (type === 'invalid') throw badStream(`frame ${sequence} is of an unknown type`);
  const header = { type, sequence, round, runs, pages };
  refuseHuge(header);
  return header;
}

/** The counts are looked at before anything is allocated by them. */
function refuseHuge({ type, sequence, runs, pages }: Header): void {
  const text = isText(type);
  if (text && (runs > textBytes || pages !== 0))
    throw badStream(`frame ${sequence} does not have the size of its type`);
  const deltas = isDeltas(type);
  if (deltas && (pages > batchDeltas || runs > textBytes || headBytes({ type, runs, pages }) > mostHeadBytes))
    throw badStream(`frame ${sequence} promises more pages than one holds`);
  if (!text && !deltas && (runs > batchZeroRuns || pages > batchPages))
    throw badStream(`frame ${sequence} promises more pages than one holds`);
}

export const noFrame = () => badStream('what came is no frame of a migration stream');
