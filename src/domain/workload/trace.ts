import type { Trace } from './workload.ts';
import type { Writer } from './writer.ts';

/** Makes the recorded writes as soon as their times are over, again and again: one at 0 is not made before the boot. */
export function traceWriter({ periodMs, writes }: Trace): Writer {
  const periodUs = periodMs * 1000;
  const times = Float64Array.from(writes, ([ms]) => ms * 1000);
  const numbers = writes.map(([, page]) => page);
  return {
    end: Math.max(...numbers) + 1,
    pages: new Set(numbers).size,
    period: numbers.length,
    pageOf: (n) => numbers[n % numbers.length] ?? 0,
    dueAt: (us) => Math.floor(us / periodUs) * times.length + before(times, us % periodUs),
    usOf: (n) => Math.floor(n / times.length) * periodUs + (times[n % times.length] ?? 0) + 1,
  };
}

/** How many of the times are over. */
function before(times: Float64Array, us: number): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < us) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Writes of one trace at most. */
export const mostWrites = 100_000;
/** A trace longer than a day is no workload of a guest that one watches. */
export const mostPeriodMs = 86_400_000;

/**
 * `0:17 2.5:18+3 40:0`: at 0 ms page 17, after 2.5 ms pages 18 to 20, after 40 ms page 0. White space or line ends
 * between, times in order and whole microseconds. It begins again after `period` ms, one more than the last unless
 * given. Undefined, with why, for what is none.
 */
export function parseTrace(text: string, period?: number): Trace | string {
  const writes: [number, number][] = [];
  for (const word of text.split(/\s+/).filter((one) => one !== '')) {
    const [, ms = '', page = '', count = '1'] = /^(\d{1,8}(?:\.\d{1,3})?):(\d{1,10})(?:\+(\d{1,6}))?$/.exec(word) ?? [];
    if (ms === '') return `a trace is made of MS:PAGE or MS:PAGE+COUNT, not '${word.slice(0, 40)}'`;
    if (Number(ms) < (writes.at(-1)?.[0] ?? 0))
      return `a trace goes forward in time, but ${word} comes after a later one`;
    if (writes.length + Number(count) > mostWrites) return `a trace has at most ${mostWrites} writes`;
    for (let next = 0; next < Number(count); next++) writes.push([Number(ms), Number(page) + next]);
  }
  const last = writes.at(-1)?.[0];
  if (last === undefined) return 'a trace has at least one write';
  const periodMs = period ?? last + 1;
  if (!(periodMs > last && periodMs <= mostPeriodMs))
    return `a trace's period must be more than ${last} and at most ${mostPeriodMs} ms, not ${periodMs}`;
  return { periodMs, writes };
}
