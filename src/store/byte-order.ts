/** Sorts names as readdir's callers in C do, by their bytes: JavaScript's own order differs outside the basic plane. */
export const inByteOrder = (names: Iterable<string>): string[] =>
  [...names].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
