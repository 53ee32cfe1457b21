import { isIPv4, isIPv6 } from 'node:net';

/** An IP address: its family and its number. */
export interface Address {
  readonly family: 'ipv4' | 'ipv6';
  readonly value: bigint;
}

export const bitsOf = ({ family }: Address): number => (family === 'ipv4' ? 32 : 128);

/** An address in its usual notation; undefined for any other text. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 'ipv4', value: numberOf(text.split('.').map(Number), 8) };
  return isIPv6(text) && !text.includes('%') ? { family: 'ipv6', value: numberOf(groupsOf(text), 16) } : undefined;
}

const numberOf = (parts: readonly number[], bits: number) =>
  parts.reduce((sum, part) => (sum << BigInt(bits)) | BigInt(part), 0n);

/** The eight groups, with those that `::` stands for, and an IPv4 address at the end as two. */
function groupsOf(text: string): readonly number[] {
  const plain = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...bytes: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [before = '', after] = plain.split('::');
  const groups = (part: string) => (part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16)));
  const head = groups(before);
  const tail = after === undefined ? [] : groups(after);
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** An address as inet_ntop writes it: IPv6 in lower case, its longest run of zero groups as `::`, an IPv4 one inside as such. */
export function formatAddress({ family, value }: Address): string {
  if (family === 'ipv4') return partsOf(value, 4, 8).join('.');
  const high = value >> 32n;
  const holdsIpv4 = high === 0xffffn || (high === 0n && value > 0xffffn);
  if (holdsIpv4) return `::${high === 0n ? '' : 'ffff:'}${partsOf(value & 0xffffffffn, 4, 8).join('.')}`;
  return shortened(partsOf(value, 8, 16).map((group) => group.toString(16)));
}

function shortened(groups: readonly string[]): string {
  const text = groups.join(':');
  const runs = [...text.matchAll(/\b0(?::0)+\b/g)].map(([run]) => run);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return text;
  const at = text.search(new RegExp(`(?<![0-9a-f])${longest}(?![0-9a-f])`));
  return `${text.slice(0, at).replace(/:$/, '')}::${text.slice(at + longest.length).replace(/^:/, '')}`;
}

const partsOf = (value: bigint, count: number, bits: number) =>
  Array.from({ length: count }, (_, i) =>
    Number((value >> BigInt(bits * (count - 1 - i))) & ((1n << BigInt(bits)) - 1n)),
  );

/** The network part of an address, as a mask of its family. */
export const maskOf = (address: Address, prefix: number): bigint => {
  const bits = BigInt(bitsOf(address));
  return ((1n << BigInt(prefix)) - 1n) << (bits - BigInt(prefix));
};

/** Number of leading ones of a netmask; undefined for an address that is none. */
export function prefixOfMask(mask: Address): number | undefined {
  const prefix = [...mask.value.toString(2)].filter((bit) => bit === '1').length;
  return maskOf(mask, prefix) === mask.value ? prefix : undefined;
}
