import { LibvirtError } from '../../protocol/errors.ts';

/** Numbers with units as a command line has them. Whatever cannot be read is refused in one sentence. */

/** `512MiB`, `64 GiB`, `1.5TiB`. @throws LibvirtError (invalid argument). */
export const bytesOf = (option: string, text: string): number =>
  measure(text, sizes) ?? refuse(option, 'a size such as 512MiB or 64GiB', text);

/** Bytes a second: `128` is MiB/s, as virsh has it; also `128MiB/s`. 0 is no limit. */
export const bandwidthOf = (option: string, text: string): number =>
  measure(text, perSecond(sizes), sizes.mib) ?? refuse(option, 'MiB/s or a speed such as 128MiB/s', text);

/** Pages a second: `2000`, `2000pages/s`, or of 4096 bytes `80MiB/s`. */
export const rateOf = (option: string, text: string): number =>
  measure(text, pageRates, 1) ?? refuse(option, 'pages/s or a speed such as 2000 or 80MiB/s', text);

/** Bytes a millisecond: `1Gbit/s`, `250Mbit/s`. */
export const linkSpeedOf = (option: string, text: string): number =>
  measure(text, linkSpeeds) ?? refuse(option, 'a speed such as 1Gbit/s or 250Mbit/s', text);

/** Milliseconds: `300` is in `unit`; also `300ms` or `2s`. */
export const durationOf = (option: string, text: string, unit: 'ms' | 's'): number =>
  measure(text, durations, durations[unit]) ?? refuse(option, `a time such as 300ms or 2s`, text);

/** A whole number of at most `most`. */
export function wholeOf(option: string, text: string, most: number): number {
  if (/^\d{1,16}$/.test(text) && Number(text) <= most) return Number(text);
  return refuse(option, `a whole number from 0 to ${most}`, text);
}

type Units = Readonly<Record<string, number>>;

const sizes = { b: 1, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 } as const;
const perSecond = (units: Units): Units =>
  Object.fromEntries(Object.entries(units).map(([name, factor]) => [`${name}/s`, factor]));
const pageRates: Units = {
  'pages/s': 1,
  ...Object.fromEntries(Object.entries(perSecond(sizes)).map(([name, factor]) => [name, factor / 4096])),
};
const linkSpeeds: Units = { 'kbit/s': 0.125, 'mbit/s': 125, 'gbit/s': 125_000, 'tbit/s': 125_000_000 };
const durations = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const;

/** A number times its unit; undefined when it is none. `bare` is what a number without one counts. */
function measure(text: string, units: Units, bare?: number): number | undefined {
  const [, number = '', unit = ''] = /^\s*(\d{1,15}(?:\.\d{1,15})?)\s*([a-z/]*)\s*$/i.exec(text) ?? [];
  const factor = unit === '' ? bare : units[unit.toLowerCase()];
  return number === '' || factor === undefined ? undefined : Number(number) * factor;
}

/** @throws LibvirtError (invalid argument). */
export function refuse(option: string, wanted: string, text: string): never {
  throw new LibvirtError('invalid argument', `${option} wants ${wanted}, not '${text}'`);
}
