import type { Stretch } from './area.ts';

/** Memory that nobody writes: it goes out once, in one run. */
export function createStill(kind: 'normal' | 'zero', pages: number): Stretch {
  let sent = 0;
  return {
    pages,
    kindAt: () => (sent < pages ? kind : undefined),
    runAt: () => pages - sent,
    take(_from, atMost) {
      const count = Math.min(atMost, pages - sent);
      sent += count;
      return { count, next: sent };
    },
  };
}
