import { pageBytes } from '../memory/index.ts';
import { otherBytesSent, type PageKind, pagesSent, type Rounds, wireBytes } from '../transfer/precopy.ts';
import { measure, openWindow, unitsLeft, windowMs } from '../transfer/window.ts';
import type { Run } from './run.ts';
import { slice, untilCheck } from './slice.ts';

/**
 * Does at once what the machine would do in many slices one after the other: while pages of one kind lie in a row and
 * more is left than any threshold, each slice sends as many of them, either all that its window may send, whereupon the
 * thread sleeps, or as many as its time is enough for. This changes no figure, but makes a terabyte as fast to predict
 * as a gigabyte.
 */
export function skipSlices(run: Run): void {
  const { rounds, scan, sender } = run;
  const kind = scan.run > 0 && rounds.window.bytes === 0 && sender.backlogMs === 0 ? scan.next() : undefined;
  const alike = kind && (wholeBudget(run, kind) ?? wholeTime(run, kind));
  if (!kind || !alike) return;
  const slices = passSlices(run, alike);
  pagesSent(rounds, kind, scan.take(slices.count * alike.pages));
  otherBytesSent(rounds, slices.count * (alike.bytes - alike.pages * wireBytes[kind]));
  sender.jumpTo(slices.ms);
  rounds.window = slices.window;
  if (!slices.measured) return;
  rounds.measured = slices.measured;
  rounds.threshold = slices.measured.bytesPerMs * rounds.limits.downtimeMs;
}

/** A slice that comes again and again. */
interface Alike {
  readonly pages: number;
  /** With the mark at its end. */
  readonly bytes: number;
  readonly sendMs: number;
  /** Its window's budget is used up then. */
  readonly sleeps: boolean;
}

/** A slice that uses up its window's budget before its time is over; the link is done before the window is. */
function wholeBudget({ rounds, sender }: Run, kind: PageKind): Alike | undefined {
  const { window, limits } = rounds;
  const unit = wireBytes[kind] + sender.besideOf(kind);
  const pages = unitsLeft(window, limits, unit);
  const sendMs = pages < Infinity ? sender.msFor(kind, pages) : Infinity;
  const late = sender.now - window.start > windowMs - slice.ms;
  if (late || sendMs >= slice.ms || sender.leaveMs(kind, pages) > windowMs - 1) return undefined;
  return { pages, bytes: pages * unit + wireBytes.endMark, sendMs, sleeps: true };
}

/** A slice whose time is over long before the budget is used up, while the link is faster than the sender. */
function wholeTime({ rounds, sender }: Run, kind: PageKind): Alike | undefined {
  const unit = wireBytes[kind] + sender.besideOf(kind);
  const pages = untilCheck(0, sender.pagesWithin(kind, slice.ms));
  const bytes = pages * unit + wireBytes.endMark;
  const sendMs = sender.msFor(kind, pages);
  const slicesInWindow = Math.ceil(windowMs / slice.ms) + 1;
  const affordable = unitsLeft(rounds.window, rounds.limits, slicesInWindow * bytes) > 1;
  return affordable && sender.leaveMs(kind, pages) < sendMs ? { pages, bytes, sendMs, sleeps: false } : undefined;
}

/** As many of them as are certain to be alike, and where that leads. */
function passSlices({ rounds, scan, sender, scenario }: Run, { pages, bytes, sendMs, sleeps }: Alike) {
  const most = Math.min(scan.run, rounds.pendingPages - mostThreshold(rounds, bytes, sleeps ? windowMs : sendMs));
  const passed = { count: 0, ms: sender.now, window: { ...rounds.window }, measured: measure(rounds.window, 0) };
  while ((passed.count + 2) * pages <= most) {
    const sent = passed.ms + sendMs;
    const woken = sent + (passed.window.start + windowMs - Math.floor(sent)) + scenario.constants.wakeMs;
    const ms = sleeps ? woken : sent;
    if (ms > scenario.withinMs) break;
    passed.count += 1;
    passed.ms = ms;
    passed.window.bytes += bytes;
    passed.window.pages += pages;
    passed.measured = measure(passed.window, Math.floor(ms)) ?? passed.measured;
    if (Math.floor(ms) - passed.window.start >= windowMs) passed.window = openWindow(Math.floor(ms));
  }
  return passed;
}

/** Pages of the highest threshold that such slices lead to; whole milliseconds may make a window look shorter. */
const mostThreshold = ({ limits }: Rounds, bytes: number, ms: number): number =>
  (1.05 * (bytes / ms) * limits.downtimeMs) / pageBytes;
