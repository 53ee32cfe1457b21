import type { TransferLimits } from '../transfer/limits.ts';
import type { Trace } from '../workload/index.ts';
import type { Constants } from './constants.ts';

/** A migration to be predicted. */
export interface Scenario {
  /** Pages of the guest, without its firmware. */
  readonly pages: number;
  /** Pages with content from `dataStart` on, beside those that are written. */
  readonly nonZeroPages: number;
  readonly regions: readonly Region[];
  /** Recorded writes, their pages counted from `dataStart`. */
  readonly trace?: Trace | undefined;
  /** Microseconds of guest time that the writers have run when the migration begins. */
  readonly ranUs: number;
  /** Decides where a sequential writer starts, and every page of a random one. */
  readonly seed: number;
  readonly limits: Readonly<TransferLimits>;
  /** Bytes per millisecond that the link carries, headers included; Infinity for two guests on one host. */
  readonly linkBytesPerMs: number;
  /** Milliseconds from one host to the other. */
  readonly latencyMs: number;
  readonly capabilities: Capabilities;
  /** Pages in xbzrle's cache; QEMU's 64 MiB unless given. */
  readonly cachePages?: number | undefined;
  /** When a migration that has not converged is given up, in milliseconds. */
  readonly withinMs: number;
  readonly constants: Constants;
}

/** A part of memory that is written; regions stand one behind the other from `dataStart` on, unless one says where. */
export interface Region {
  readonly pattern: 'sequential' | 'random';
  readonly pages: number;
  readonly pagesPerSecond: number;
  /** Pages from `dataStart` on. */
  readonly firstPage?: number | undefined;
}

/** What may be switched on, under QEMU's names. */
export const capabilityNames = ['auto-converge', 'xbzrle', 'multifd', 'return-path', 'postcopy-after-precopy'] as const;
export type Capability = (typeof capabilityNames)[number];
export type Capabilities = ReadonlySet<Capability>;

/** xbzrle's cache, QEMU's default: 64 MiB in pages. */
export const defaultCachePages = 16_384;

/** Page at which the guest's data begins. */
export const dataStart = ({ pages, nonZeroPages, regions, trace, constants }: Scenario): number =>
  Math.max(0, Math.min(constants.dataStart, pages - Math.max(nonZeroPages, writtenPages(regions, trace))));

/** Each region with the page at which it begins. */
export function placed(regions: readonly Region[]): readonly (Region & { readonly firstPage: number })[] {
  let next = 0;
  return regions.map(({ firstPage = next, ...region }) => {
    next = firstPage + region.pages;
    return { ...region, firstPage };
  });
}

/** Pages from `dataStart` up to where the last written one ends. */
export const writtenPages = (regions: readonly Region[], trace?: Trace): number =>
  Math.max(
    0,
    ...placed(regions).map(({ firstPage, pages }) => firstPage + pages),
    (trace?.writes ?? []).reduce((most, [, page]) => Math.max(most, page + 1), 0),
  );
