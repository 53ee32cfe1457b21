import type { Area } from './area.ts';
import { mark, type Place } from './marks.ts';

/** What a guest writes while it moves. Times are milliseconds since the migration began. */
export interface VirtualGuest {
  /** Does what the guest wrote up to then; returns how many pages wait to be sent that did not before. */
  catchUp(ms: number): number;
  /** From then on the guest's time passes slower, by this many per cent. */
  throttle(percent: number, ms: number): void;
}

/** A writer in its area. */
export interface PlacedWriter extends Place {
  readonly area: Area;
}

export interface VirtualGuestOptions {
  readonly writers: readonly PlacedWriter[];
  /** Guest time when the migration begins, in microseconds. */
  readonly ranUs: number;
}

/** What it wrote before is in its memory already. */
export function createVirtualGuest({ writers, ranUs }: VirtualGuestOptions): VirtualGuest {
  const done = writers.map(({ writer }) => writer.dueAt(ranUs));
  let pace = { us: ranUs, since: 0, share: 1 };
  const usAt = (ms: number) => pace.us + Math.round((ms - pace.since) * 1000 * pace.share);

  const catchUpTo = (us: number, placed: PlacedWriter, index: number) => {
    const { area, writer } = placed;
    const writes = { from: done[index] ?? 0, to: writer.dueAt(us) };
    done[index] = Math.max(writes.from, writes.to);
    if (area.content) mark(area.content, placed, writes);
    return mark(area.pending, placed, writes);
  };
  for (const placed of writers) {
    if (placed.area.content) mark(placed.area.content, placed, { from: 0, to: placed.writer.dueAt(ranUs) });
  }
  return {
    catchUp: (ms) => writers.reduce((found, placed, index) => found + catchUpTo(usAt(ms), placed, index), 0),
    throttle(percent, ms) {
      pace = { us: usAt(ms), since: ms, share: 1 - percent / 100 };
    },
  };
}
