/** One thing that was compared; without a difference both are the same. */
export interface Compared {
  readonly field: string;
  readonly difference?: string;
}

/** Compares two values by what they say: members of objects count in any order, those of lists in theirs. */
export function check(field: string, recorded: unknown, observed: unknown): Compared {
  const [a, b] = [shown(recorded), shown(observed)];
  return a === b ? { field } : { field, difference: firstDifference(a, b) };
}

/** The first difference of several comparisons, as that of one field. */
export const merge = (field: string, all: readonly Compared[]): Compared => ({
  ...all.find(({ difference }) => difference !== undefined),
  field,
});

/** Says where a comparison was made, if there is a difference. */
export const at = (place: string, { field, difference }: Compared): Compared =>
  difference === undefined ? { field } : { field, difference: `${place}: ${difference}` };

function shown(value: unknown): string {
  if (typeof value === 'string') return value;
  const sorted = (_: string, member: unknown) =>
    member && typeof member === 'object' && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member;
  return JSON.stringify(value, sorted) ?? 'nothing';
}

function firstDifference(recorded: string, observed: string): string {
  let same = 0;
  while (same < recorded.length && recorded[same] === observed[same]) same++;
  const from = Math.max(0, same - 60);
  const piece = (text: string) => `${from > 0 ? '…' : ''}${text.slice(from, same + 140)}`;
  return `libvirt: ${piece(recorded)}\n      hooklab: ${piece(observed)}`;
}
