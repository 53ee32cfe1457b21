import type { TransferLimits } from './limits.ts';

/** QEMU spends a budget in each window of 100 ms (BUFFER_DELAY) and measures its bandwidth by the same windows. */
export interface Window {
  start: number;
  bytes: number;
  pages: number;
}

export const windowMs = 100;

/** Bytes per millisecond and pages per second that a full window reached. */
export interface Measured {
  readonly bytesPerMs: number;
  readonly pagesPerSecond: number;
}

export const openWindow = (now: number): Window => ({ start: now, bytes: 0, pages: 0 });

const budget = ({ bytesPerSecond }: TransferLimits) => (bytesPerSecond * windowMs) / 1000;

/** Looked at before each page, so a window overshoots by one page at most (qemu_file_rate_limit). */
export const isSpent = (window: Window, limits: TransferLimits) => window.bytes > budget(limits);

/** How many units of `unitBytes` may still be sent: the one that overshoots counts. */
export const unitsLeft = (window: Window, limits: TransferLimits, unitBytes: number) =>
  Math.max(0, Math.floor((budget(limits) - window.bytes) / unitBytes) + 1);

export const msLeft = (window: Window, now: number) => Math.max(0, window.start + windowMs - now);

/** What the window reached, once its 100 ms are over; undefined before (migration_update_counters). */
export function measure(window: Window, now: number): Measured | undefined {
  const spent = now - window.start;
  if (spent < windowMs) return undefined;
  return { bytesPerMs: window.bytes / spent, pagesPerSecond: (window.pages * 1000) / spent };
}
