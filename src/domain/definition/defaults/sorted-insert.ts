/** How two devices of a kind stand to each other: only those of one group are ordered, by rank. */
export interface Sorting<T> {
  readonly group: (item: T) => string;
  readonly rank: (item: T) => number;
}

/**
 * A list in the order its items have after libvirt has inserted each before the first of its group that ranks higher, else
 * after the last of its group (virDomainDiskInsert, virDomainControllerInsertPreAlloced): groups by their first item.
 */
export function insertedAll<T>(items: readonly T[], { group, rank }: Sorting<T>): readonly T[] {
  const groups = new Map<string, T[]>();
  for (const item of items) membersOf(groups, group(item)).push(item);
  return [...groups.values()].flatMap((members) => members.sort((a, b) => rank(a) - rank(b)));
}

function membersOf<T>(groups: Map<string, T[]>, name: string): T[] {
  const members = groups.get(name) ?? [];
  groups.set(name, members);
  return members;
}
