import { type Clock, sleep } from '../clock/index.ts';
import type { ConnectOptions } from './link.ts';
import type { Passage } from './passage.ts';
import { connectError, systemError } from './socket-error.ts';
import type { Target } from './target.ts';

/**
 * Waits as long as a handshake needs in this weather: until the hosts are no longer held apart, and a round trip.
 * @throws LibvirtError (system error) when they are cut off from each other, or it takes too long.
 */
export async function handshake(
  passage: Passage,
  target: Target,
  { timeoutMs = 10_000, signal }: ConnectOptions,
  clock: Clock,
): Promise<void> {
  const deadline = clock.monotonic() + timeoutMs;
  const left = () => deadline - clock.monotonic();
  const refuseIf = (broken: boolean, code: string) => {
    if (broken) throw connectError(target, systemError(code));
  };
  while (passage.held && !passage.cut && !signal?.aborted && left() > 0)
    await nextChange(passage, clock, left(), signal);
  refuseIf(passage.cut, 'EHOSTUNREACH');
  const roundTrip = 2 * passage.latencyMs;
  if (roundTrip > 0) await sleep(clock, Math.min(roundTrip, left()), signal);
  refuseIf(passage.cut, 'EHOSTUNREACH');
  refuseIf(left() <= 0, 'ETIMEDOUT');
}

/** Resolves when the weather changes, `ms` have passed or the signal is aborted. */
async function nextChange(passage: Passage, clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  const changed = new AbortController();
  const notice = () => changed.abort();
  passage.watchers.add(notice);
  await sleep(clock, ms, signal ? AbortSignal.any([signal, changed.signal]) : changed.signal);
  passage.watchers.delete(notice);
}
