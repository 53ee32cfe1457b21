import { LibvirtError } from '../../protocol/errors.ts';
import type { Given } from './given.ts';
import { VirshError } from './virsh-error.ts';

const powers = ['', 'k', 'm', 'g', 't', 'p', 'e'];

/**
 * A scaled number of an option, `48M`, in units of `unit` bytes, which is what it counts in where it says nothing.
 * @throws VirshError for what is no such number (vshCommandOptScaledInt).
 */
export function scaled(given: Given, name: string, unit: number): number | undefined {
  const text = given.text(name);
  if (text === undefined) return undefined;
  const line = `Scaled numeric value '${text}' for <${name}> option is malformed or out of range`;
  const [, digits, suffix = ''] = /^\s*(\d{1,19})(\w*)$/.exec(text) ?? [];
  if (digits === undefined) throw new VirshError([line]);
  const bytes = suffix === '' ? unit : bytesOf(suffix);
  if (bytes === undefined) {
    const cause = new LibvirtError('invalid argument', `invalid argument: unknown suffix '${suffix}'`);
    throw new VirshError([line], { cause });
  }
  return Math.ceil((Number(digits) * bytes) / unit);
}

function bytesOf(suffix: string): number | undefined {
  const word = suffix.toLowerCase();
  if (word === 'b' || word === 'byte' || word === 'bytes') return 1;
  const power = powers.indexOf(word.charAt(0));
  const base = { '': 1024, ib: 1024, b: 1000 }[word.slice(1)];
  return power < 1 || base === undefined ? undefined : base ** power;
}
