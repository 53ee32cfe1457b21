import { pageBytes } from '../memory/index.ts';
import type { Scenario } from './scenario.ts';

/** A migration has converged in so many times the time that sending all of the memory takes, or hardly ever will. */
const times = 20;
const leastMs = 60_000;
const mostMs = 7 * 86_400_000;

/** Milliseconds after which a migration that was not told otherwise is given up. */
export function giveUpMs({ pages, limits, linkBytesPerMs, constants }: Omit<Scenario, 'withinMs'>): number {
  const bytesPerMs = Math.min(
    limits.bytesPerSecond / 1000,
    linkBytesPerMs * constants.linkShare,
    constants.pageMs > 0 ? pageBytes / constants.pageMs : Infinity,
  );
  return Math.min(mostMs, Math.max(leastMs, (times * pages * pageBytes) / bytesPerMs));
}
