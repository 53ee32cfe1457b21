import { LibvirtError } from '../../protocol/errors.ts';

/** Sizes of memory pages of the machine, in KiB. It has one cell, and no large pages set aside. */
export const pageSizes = [4, 2048] as const;
const ordinary = pageSizes[0];

export interface PagesAsked {
  readonly sizes: readonly number[];
  readonly startCell: number;
  readonly freeBytes: bigint;
}

/** Free pages of each size (virNodeGetFreePages). @throws LibvirtError for a cell or a size that is not there. */
export function freePages({ sizes, startCell, freeBytes }: PagesAsked): readonly bigint[] {
  refuseOtherCells(startCell);
  return sizes.map((size) => {
    if (!pageSizes.some((known) => known === size))
      throw new LibvirtError('operation failed', `page size ${size} is not available on node 0`, 'none');
    return size === ordinary ? freeBytes / BigInt(ordinary * 1024) : 0n;
  });
}

/** @throws LibvirtError (internal error) for another cell than the only one. */
export function refuseOtherCells(startCell: number): void {
  if (startCell > 0) throw new LibvirtError('internal error', `start cell ${startCell} out of range (0-0)`, 'none');
}

/** Setting large pages aside changes the machine itself, which hooklab does not (virHostMemAllocPages). */
export function refuseToAllocate(sizes: readonly number[]): void {
  for (const size of sizes) {
    if (size === ordinary)
      throw new LibvirtError('operation unsupported', "system pages pool can't be modified", 'none');
    throw new LibvirtError('operation failed', `page size ${size} is not available`, 'none');
  }
}
