import { otherBytesSent, type PageKind, pagesSent, sliceSent, wireBytes } from '../transfer/precopy.ts';
import { unitsLeft } from '../transfer/window.ts';
import type { Run } from './run.ts';

/** QEMU sends for at most 50 ms and looks at the clock after the first page, the 65th and so on (ram_save_iterate). */
export const slice = { ms: 51, pages: 64 } as const;

/** Sends until the window's budget is used up, the time is over or nothing is left. */
export function sendSlice({ rounds, scan, sender }: Run): void {
  let ms: number = slice.ms;
  let sent = 0;
  for (let kind = scan.next(); kind; kind = scan.next()) {
    const affordable = unitsLeft(rounds.window, rounds.limits, wireBytes[kind] + sender.besideOf(kind));
    const inTime = untilCheck(sent, sender.pagesWithin(kind, ms));
    if (affordable === 0) break;
    const count = scan.take(Math.min(affordable, inTime));
    ms -= sender.msFor(kind, count);
    send({ rounds, sender }, kind, count);
    sent += count;
    if (count === inTime) break;
  }
  sliceSent(rounds);
}

/** Pages until the clock is looked at, `pages` from now or later. */
export function untilCheck(sent: number, pages: number): number {
  const end = sent + pages;
  if (end > 2 ** 30) return pages;
  return pages + ((slice.pages + 1 - (end & (slice.pages - 1))) & (slice.pages - 1));
}

/** The guest stands still: all that is left goes out without a limit. */
export function sendRest({ rounds, scan, sender }: Run): void {
  for (let kind = scan.next(); kind; kind = scan.next()) send({ rounds, sender }, kind, scan.take(rounds.pendingPages));
}

/** Pages that were taken from the scan go out. */
export function send({ rounds, sender }: Pick<Run, 'rounds' | 'sender'>, kind: PageKind, count: number): void {
  sender.send(kind, count);
  pagesSent(rounds, kind, count);
  const beside = sender.besideOf(kind);
  if (beside > 0) otherBytesSent(rounds, count * beside);
}
