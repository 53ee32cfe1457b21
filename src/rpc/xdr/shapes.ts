import { atMost } from './text.ts';
import type { ValueOf, XdrType } from './type.ts';

/** What is made of other types. */

/**
 * `x?`: a flag, and the value where it is set. Null and the empty string are two things. As for libtirpc's xdr_bool every
 * flag but 0 is set: go-libvirt opens connections with 0x01000000.
 */
export const optional = <T>(type: XdrType<T>): XdrType<T | null> => ({
  minBytes: 4,
  write(out, value) {
    out.uint32(value === null ? 0 : 1);
    if (value !== null) type.write(out, value);
  },
  read: (from) => (from.uint32() === 0 ? null : type.read(from)),
});

/** `x<n>`: a count and so many values. A count that the message cannot hold is refused before anything is allocated. */
export const array = <T>(type: XdrType<T>, most: number): XdrType<readonly T[]> => ({
  minBytes: 4,
  write(out, values) {
    out.uint32(atMost(values.length, most));
    for (const value of values) type.write(out, value);
  },
  read(from) {
    const count = atMost(from.uint32(), most);
    atMost(count * Math.max(type.minBytes, 4), from.remaining());
    return Array.from({ length: count }, () => type.read(from));
  },
});

/** Types by the name of their field. */
export type Fields = Readonly<Record<string, XdrType<unknown>>>;
export type StructOf<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** Values side by side, in the order in which their fields are written down. */
export function struct<F extends Fields>(fields: F): XdrType<StructOf<F>> {
  const entries = Object.entries(fields);
  return {
    minBytes: entries.reduce((sum, [, type]) => sum + type.minBytes, 0),
    write(out, value) {
      for (const [name, type] of entries) type.write(out, value[name]);
    },
    read(from) {
      const value: Record<string, unknown> = {};
      for (const [name, type] of entries) value[name] = type.read(from);
      return value as StructOf<F>;
    },
  };
}

/** No value, no bytes. */
export const nothing: XdrType<Readonly<Record<never, never>>> = struct({});
