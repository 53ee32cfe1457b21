/** How two devices of a kind stand to each other: only those of one group are ordered, by rank. */
export interface Sorting<T> {
  readonly group: (item: T) => string;
  readonly rank: (item: T) => number;
}

/**
 * The list with an item in libvirt's place for it: before the first of its group that ranks higher, else after the last of
 * its group, else at the end (virDomainDiskInsert, virDomainControllerInsertPreAlloced).
 */
export function inserted<T>(items: readonly T[], item: T, { group, rank }: Sorting<T>): readonly T[] {
  const ofGroup = (other: T) => group(other) === group(item);
  const higher = items.findIndex((other) => ofGroup(other) && rank(other) > rank(item));
  const last = items.findLastIndex(ofGroup);
  const place = higher !== -1 ? higher : last !== -1 ? last + 1 : items.length;
  return [...items.slice(0, place), item, ...items.slice(place)];
}

/** A list as it is after its items were inserted one after the other. */
export const insertedAll = <T>(items: readonly T[], sorting: Sorting<T>): readonly T[] =>
  items.reduce<readonly T[]>((list, item) => inserted(list, item, sorting), []);
