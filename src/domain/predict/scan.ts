import type { PageKind } from '../transfer/precopy.ts';
import type { Stretch } from './area.ts';

/** QEMU's search for pages to send: in order of address, going on where it was, then from the start again. */
export interface Scan {
  /** It has been through all of memory once. */
  readonly wrapped: boolean;
  /** What the next page goes out as; undefined when none waits. */
  next(): PageKind | undefined;
  /** Takes waiting pages like the next one, at most `atMost`; returns how many. */
  take(atMost: number): number;
}

/** Begins at the first page. `onWrap` is called each time it comes past the end. */
export function createScan(stretches: readonly Stretch[], onWrap: () => void = () => {}): Scan {
  let index = 0;
  let from = 0;
  let wrapped = false;
  const advance = () => {
    from = 0;
    index += 1;
    if (index < stretches.length) return;
    index = 0;
    wrapped = true;
    onWrap();
  };
  const next = () => {
    for (let passed = 0; passed <= stretches.length; passed++) {
      const kind = stretches[index]?.kindAt(from);
      if (kind) return kind;
      advance();
    }
    return undefined;
  };
  return {
    get wrapped() {
      return wrapped;
    },
    next,
    take(atMost) {
      const taken = stretches[index]?.take(from, atMost);
      from = taken?.next ?? from;
      return taken?.count ?? 0;
    },
  };
}
