import type { PageKind } from '../transfer/precopy.ts';
import type { Stretch } from './area.ts';

/** QEMU's search for pages to send: in order of address, going on where it was, then from the start again. */
export interface Scan {
  /** What the next page goes out as; undefined when none waits. */
  next(): PageKind | undefined;
  /** At least how many pages like the next one wait in a row. */
  readonly run: number;
  /** Takes waiting pages like the next one, at most `atMost`; returns how many. */
  take(atMost: number): number;
}

/** Begins at the first page. `onWrap` is called each time it comes past the end. */
export function createScan(stretches: readonly Stretch[], onWrap: () => void = () => {}): Scan {
  let place = { index: 0, from: 0 };
  return {
    next() {
      let { index, from } = place;
      for (let passed = 0; passed <= stretches.length; passed++, from = 0) {
        const kind = stretches[index]?.kindAt(from);
        if (kind) place = { index, from };
        if (kind) return kind;
        index += 1;
        if (index === stretches.length) onWrap();
        if (index === stretches.length) index = 0;
      }
      return undefined;
    },
    get run() {
      return stretches[place.index]?.runAt(place.from) ?? 0;
    },
    take(atMost) {
      const { index, from } = place;
      const taken = stretches[index]?.take(from, atMost);
      place = { index, from: taken?.next ?? from };
      return taken?.count ?? 0;
    },
  };
}
