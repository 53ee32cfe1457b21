import { pageBytes } from '../../domain/memory/index.ts';

/** Figures as a person reads them. */

/** Milliseconds as `28 ms` below ten seconds' worth of digits, else `11.162 s`. */
export function duration(ms: number): string {
  if (!Number.isFinite(ms)) return '-';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(3)} s`;
}

/** Bytes in the unit that leaves one to four digits before the point. */
export function size(bytes: number): string {
  if (!Number.isFinite(bytes)) return '-';
  const power = Math.max(0, Math.min(4, Math.floor(Math.log2(Math.max(1, bytes)) / 10)));
  const number = bytes / 2 ** (10 * power);
  return `${power === 0 || Number.isInteger(number) ? number : number.toFixed(1)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

export const pages = (count: number): string => size(count * pageBytes);

/** A share as `0.32 %`; a dash when there is none. */
export const percent = (share: number): string => (Number.isFinite(share) ? `${(share * 100).toFixed(2)} %` : '-');
