import { LibvirtError } from '../../protocol/errors.ts';
import { type Table, table } from '../../xml/table.ts';

/** A size as written in a domain's XML. */
export interface WrittenSize {
  readonly value: string;
  /** libvirt's scale word; kibibytes where there is none. */
  readonly unit: string | undefined;
  /** How libvirt names the element in its messages. */
  readonly path: string;
}

// LLONG_MAX, the bound that virDomainParseMemory sets on bytes.
const mostBytes = 2n ** 63n - 1n;
const powers = ['', 'k', 'm', 'g', 't', 'p', 'e'];

/**
 * Kibibytes, rounded up (virDomainParseMemory, virScaleInteger).
 * @throws LibvirtError (XML error) for what is no number, (invalid argument) for an unknown unit, (overflow) above 2^63 bytes.
 */
export function toKib({ value, unit, path }: WrittenSize): number {
  const digits = /^[ \t\n\v\f\r]*\+?([0-9]+)$/.exec(value)?.[1];
  if (digits === undefined || digits.length > 20) throw invalid(value, path);
  const scale = scaleOf(unit ?? '');
  if (BigInt(digits) * scale > mostBytes) throw overflow(digits, unit ?? '');
  return Number((BigInt(digits) * scale + 1023n) / 1024n);
}

function scaleOf(unit: string): bigint {
  const word = unit.toLowerCase();
  if (word === '') return 1024n;
  if (word === 'b' || word === 'byte' || word === 'bytes') return 1n;
  const power = powers.indexOf(word.slice(0, 1));
  const base = bases[word.slice(1)];
  if (power < 1 || base === undefined)
    throw new LibvirtError('invalid argument', `invalid argument: unknown suffix '${unit}'`);
  return base ** BigInt(power);
}

/** By what follows the letter: KiB and k count in 1024s, KB in 1000s. */
const bases: Table<bigint> = table({ '': 1024n, ib: 1024n, b: 1000n });

const invalid = (value: string, path: string) =>
  new LibvirtError('XML error', `Invalid value '${value}' for element or attribute '${path}'`, 'domain config');

// VIR_ERR_OVERFLOW
const overflow = (digits: string, unit: string) =>
  LibvirtError.from({ code: 82, domain: 0, message: `numerical overflow: value too large: ${digits}${unit}` });
