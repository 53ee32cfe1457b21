/**
 * A hash over pages in which their order does not count, so that it is kept up to date page by page: the sum of 128
 * bits mixed from each page's number and checksum.
 */
export type Tally = Uint32Array;

/** A page's 64 bit checksum in two halves. */
export interface Halves {
  readonly low: number;
  readonly high: number;
}

/** The tally of no pages; `seed` tells memories of different sizes apart. */
export function createTally(seed: number): Tally {
  const tally = new Uint32Array(4);
  addPage(tally, 0xffffffff, { low: seed, high: seed / 2 ** 32 });
  return tally;
}

export const addPage = (tally: Tally, page: number, sum: Halves): void => change(tally, page, sum, 1);
export const removePage = (tally: Tally, page: number, sum: Halves): void => change(tally, page, sum, -1);

/** 32 hexadecimal digits. */
export const tallyText = (tally: Tally): string =>
  [...tally].map((lane) => lane.toString(16).padStart(8, '0')).join('');

function change(tally: Tally, page: number, { low, high }: Halves, sign: number): void {
  let mixed = scramble(low ^ Math.imul(page, 0x9e3779b1));
  for (let lane = 0; lane < 4; lane++) {
    mixed = scramble(mixed + (lane & 1 ? low : high) + page);
    tally[lane] = (tally[lane] ?? 0) + sign * mixed;
  }
}

/** Finaliser of splitmix32. */
function scramble(value: number): number {
  let z = (value + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
  return (z ^ (z >>> 15)) >>> 0;
}
