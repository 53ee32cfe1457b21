/** How an image of a disk begins, by its format: where it is known by, and where the size stands that a guest sees. */
interface Format {
  readonly name: string;
  readonly magic: string;
  /** The version word at 4, where formats share their magic. */
  readonly version?: (version: number) => boolean;
  readonly capacity: (head: Buffer) => bigint;
}

const atQfi = (head: Buffer) => head.readBigUInt64BE(24);

/** virStorageFileProbe's table, as far as there are programs that still make such images. */
const formats: readonly Format[] = [
  { name: 'qcow2', magic: 'QFI\xfb', version: (version) => version >= 2, capacity: atQfi },
  { name: 'qcow', magic: 'QFI\xfb', version: (version) => version === 1, capacity: atQfi },
  { name: 'vmdk', magic: 'KDMV', capacity: (head) => head.readBigUInt64LE(12) * 512n },
  { name: 'vpc', magic: 'conectix', capacity: (head) => head.readBigUInt64BE(40) },
  { name: 'qed', magic: 'QED\0', capacity: (head) => head.readBigUInt64LE(48) },
];

/** Bytes of an image that are enough to know it. */
export const headBytes = 64;

/** What an image that begins so is, and how large; a raw one is as large as its file. */
export function probed(head: Buffer, size: number): { readonly format: string; readonly capacity: bigint } {
  const found =
    head.length === headBytes
      ? formats.find(
          ({ magic, version = () => true }) =>
            head.subarray(0, magic.length).equals(Buffer.from(magic, 'latin1')) && version(head.readUInt32BE(4)),
        )
      : undefined;
  return found ? { format: found.name, capacity: found.capacity(head) } : { format: 'raw', capacity: BigInt(size) };
}
