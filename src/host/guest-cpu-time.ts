import type { Clock } from '../clock/index.ts';
import type { Guest } from '../domain/runner/index.ts';

/** The kernel counts in steps of so many milliseconds; looking more often tells nothing new. */
const stepMs = 10;

const looks = new WeakMap<Guest, { readonly at: number; readonly ns: number }>();

/** Nanoseconds that a guest has run on processors, as they were at most one step of the kernel's count ago. */
export function guestCpuTimeNs(clock: Clock, guest: Guest): number {
  const now = clock.monotonic();
  const last = looks.get(guest);
  if (last && now - last.at < stepMs) return last.ns;
  const ns = guest.cpuTimeNs?.() ?? 0;
  looks.set(guest, { at: now, ns });
  return ns;
}
