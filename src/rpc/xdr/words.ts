import { badXdr, type XdrType } from './type.ts';

/** Numbers. 64 bits are bigints, everywhere: exact above 2^53, and never mistaken for the others. */

export const int: XdrType<number> = {
  minBytes: 4,
  write: (out, value) => out.int32(value),
  read: (from) => from.int32(),
};
export const uint: XdrType<number> = {
  minBytes: 4,
  write: (out, value) => out.uint32(value),
  read: (from) => from.uint32(),
};
export const hyper: XdrType<bigint> = {
  minBytes: 8,
  write: (out, value) => out.int64(value),
  read: (from) => from.int64(),
};
export const uhyper: XdrType<bigint> = {
  minBytes: 8,
  write: (out, value) => out.uint64(value),
  read: (from) => from.uint64(),
};
export const double: XdrType<number> = {
  minBytes: 8,
  write: (out, value) => out.double(value),
  read: (from) => from.double(),
};

/** C's unsigned char and unsigned short take a whole word each. */
export const uchar: XdrType<number> = small(0xff);
export const ushort: XdrType<number> = small(0xffff);

function small(most: number): XdrType<number> {
  const within = (value: number): number => {
    if (value <= most) return value;
    throw badXdr(`${value} is more than ${most}`);
  };
  return {
    minBytes: 4,
    write: (out, value) => out.uint32(within(value)),
    read: (from) => within(from.uint32()),
  };
}
