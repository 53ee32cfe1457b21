import { checksum } from '../memory/index.ts';
import type { ZeroRun } from './batch.ts';

/**
 * One message of a migration stream: a header of 28 bytes, a table, content. All numbers are little endian.
 *
 *  0 magic   4 type   8 sequence   12 round   16 zero runs, or bytes of text   20 pages   24 checksum
 *
 * Table: first page and length of each run of zero pages, then number and checksum of each page that follows. The
 * header's checksum covers header and table, and so, through the table, every byte.
 */
export const layout = { magic: 0x534d4c48, headerBytes: 28, checksumAt: 24, entryBytes: 8 } as const;

/** A frame of zeros is none. */
export const frameTypes = ['invalid', 'hello', 'pages', 'end'] as const;
export type FrameType = Exclude<(typeof frameTypes)[number], 'invalid'>;

/** Position of a frame in its stream. */
export interface FramePlace {
  /** From 0, one more each frame: what is lost, doubled or out of order shows. */
  readonly sequence: number;
  /** QEMU's dirty-sync-count when it was sent. */
  readonly round: number;
}

export type Frame = TextFrame<'hello'> | TextFrame<'end'> | PagesFrame;

export interface TextFrame<Type extends 'hello' | 'end'> extends FramePlace {
  readonly type: Type;
  readonly text: string;
}

export interface PagesFrame extends FramePlace {
  readonly type: 'pages';
  readonly zeroRuns: readonly ZeroRun[];
  readonly pages: readonly PageEntry[];
  /** The whole frame. */
  readonly bytes: Buffer;
}

/** Where the page's content stands in its frame, and the checksum its sender knew. */
export interface PageEntry {
  readonly page: number;
  readonly sum: number;
  readonly at: number;
}

/** The two counts of a header: runs of zero pages, or bytes of text, and pages. */
export interface Header extends FramePlace {
  readonly runs: number;
  readonly pages: number;
}

/** Checksum of a frame's header and table. */
export const headerSum = (frame: Buffer, tableEnd: number): number =>
  checksum(frame.subarray(layout.headerBytes, tableEnd), checksum(frame.subarray(0, layout.checksumAt)));
