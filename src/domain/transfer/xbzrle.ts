import { LibvirtError } from '../../protocol/errors.ts';
import { type Memory, pageBytes } from '../memory/index.ts';
import { createDeltaCache } from './cache-places.ts';
import { encodeDelta } from './delta.ts';

/** Pages that were sent before go out as what changed since (save_xbzrle_page of QEMU 7.2). */
export interface Xbzrle {
  /** From the second pass on. */
  enable(): void;
  /** Tells QEMU's dirty-sync-count. */
  grow(syncs: number): void;
  /** What changed on a page that is to be sent; empty when nothing did, undefined when it must go out whole. */
  deltaOf(page: number): Uint8Array | undefined;
  /** These pages went out as zero. */
  zeroed(first: number, count: number): void;
  readonly figures: XbzrleFigures;
}

/** QEMU's statistics of its cache (`xbzrle-cache`). Rates are shares of the pages that were looked for. */
export interface XbzrleFigures {
  readonly 'cache-size': number;
  /** Of deltas, with the three bytes before each. */
  readonly bytes: number;
  readonly pages: number;
  readonly 'cache-miss': number;
  readonly 'cache-miss-rate': number;
  /** How many times smaller the deltas are than their pages. */
  readonly 'encoding-rate': number;
  readonly overflow: number;
}

/** QEMU's default. */
export const defaultCacheBytes = 64 * 1024 * 1024;

/** A cache's size as QEMU takes it: a power of two. @throws LibvirtError (internal error) for less than a page. */
export function cacheSize(bytes: number): number {
  if (bytes >= pageBytes && bytes <= 2 ** 44 && Number.isInteger(Math.log2(bytes))) return bytes;
  const text = "Parameter 'xbzrle_cache_size' expects a power of two no less than the target page size";
  throw new LibvirtError('internal error', `unable to execute QEMU command 'migrate-set-parameters': ${text}`, 'qemu');
}

export function createXbzrle(memory: Memory, bytes: number): Xbzrle {
  const size = cacheSize(bytes);
  const places = createDeltaCache(size / pageBytes);
  const kept = new Map<number, Buffer>();
  const now = Buffer.alloc(pageBytes);
  const delta = Buffer.alloc(pageBytes);
  const counted = { bytes: 0, pages: 0, misses: 0, overflow: 0, looked: 0 };
  const keep = (page: number) => {
    const content = kept.get(page % (size / pageBytes)) ?? Buffer.allocUnsafeSlow(pageBytes);
    now.copy(content);
    kept.set(page % (size / pageBytes), content);
  };
  const miss = (page: number) => {
    counted.misses += 1;
    if (places.see(page)) keep(page);
    return undefined;
  };
  return {
    enable: places.enable,
    grow: places.grow,
    deltaOf(page) {
      if (!places.active || page >= memory.pages) return undefined;
      counted.looked += 1;
      memory.contentOf([page]).gather(now, 0);
      const before = places.holds(page) ? kept.get(page % (size / pageBytes)) : undefined;
      if (!before) return miss(page);
      places.see(page);
      const length = encodeDelta(before, now, delta);
      keep(page);
      if (length < 0) counted.overflow += 1;
      if (length < 0) return undefined;
      if (length > 0) counted.pages += 1;
      if (length > 0) counted.bytes += length + 3;
      return Uint8Array.prototype.slice.call(delta, 0, length);
    },
    zeroed(first, count) {
      if (!places.active) return;
      for (let page = first; page < first + count; page++) places.forget(page);
    },
    get figures() {
      const { bytes: sent, pages, misses, overflow, looked } = counted;
      return {
        'cache-size': size,
        bytes: sent,
        pages,
        'cache-miss': misses,
        'cache-miss-rate': looked > 0 ? misses / looked : 0,
        'encoding-rate': sent > 0 ? (pages * pageBytes) / sent : 0,
        overflow,
      };
    },
  };
}
