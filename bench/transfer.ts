import type { Load } from './ends/load.ts';
import { startEnd } from './ends/process.ts';
import { beside, median, type Row } from './row.ts';

/** MiB of pages with content that move. */
const guestMiB = 512;
/** A message of the migration stream: header, table and 248 pages. */
const frameBytes = 32 + 248 * (12 + 4096);
const frames = Math.round((guestMiB * 2 ** 20) / frameBytes);

/** Milliseconds, or a load where the end measures it. */
interface Taken extends Partial<Load> {
  readonly ms: number;
  readonly wholeMs?: number;
  readonly receiver?: Load;
}

const methods = {
  'raw TCP': () => overPort('raw.js', 'plain'),
  'raw TCP with xxh64 at both ends': () => overPort('raw.js', 'hashed'),
  'ws used naively': () => overPort('naive-ws.js'),
  unverified: () => guestToGuest('unverified'),
  verified: () => guestToGuest('verified'),
} satisfies Record<string, () => Promise<Taken>>;
type Method = keyof typeof methods;

/** One guest after the other moves between two fresh processes on loopback; baselines and guests take turns. */
export async function transferRows(turns: number): Promise<readonly Row[]> {
  const taken = new Map<Method, Taken[]>();
  for (let turn = 0; turn < turns; turn++)
    for (const [name, run] of Object.entries(methods) as [Method, () => Promise<Taken>][])
      taken.set(name, [...(taken.get(name) ?? []), await run()]);
  const speeds = (name: Method, key: 'ms' | 'wholeMs' = 'ms') =>
    (taken.get(name) ?? []).map((one) => (guestMiB / (one[key] ?? Number.NaN)) * 1000);
  const row = (what: string, name: Method, baseline: Method, least: number, key?: 'wholeMs'): Row => ({
    what,
    value: median(speeds(name, key)),
    unit: 'MiB/s',
    beside: beside(baseline, speeds(name, key), speeds(baseline)),
    goal: { of: 'ratio', least },
  });
  const whole = 'with the setup, in which the receiver makes room for its memory';
  return [
    row('state transfer between two processes, unverified', 'unverified', 'raw TCP', 0.85),
    { ...row('the same', 'unverified', 'raw TCP', 0, 'wholeMs'), goal: undefined, note: whole },
    row('state transfer, verified', 'verified', 'raw TCP with xxh64 at both ends', 0.6),
    { ...row('the same', 'verified', 'raw TCP with xxh64 at both ends', 0, 'wholeMs'), goal: undefined, note: whole },
    row('state transfer, unverified', 'unverified', 'ws used naively', 5),
    ...loadRows([...(taken.get('verified') ?? []), ...(taken.get('unverified') ?? [])]),
  ] as readonly Row[];
}

function loadRows(taken: readonly Taken[]): readonly Row[] {
  const mib = (bytes = Number.NaN) => bytes / 2 ** 20;
  const receivers = taken.map(({ receiver }) => mib(receiver?.grownBytes) - guestMiB);
  const senders = taken.map(({ grownBytes }) => mib(grownBytes));
  const delays = taken.map(({ delayMs = 0, receiver }) => Math.max(delayMs, receiver?.delayMs ?? 0));
  const at = 'loopback, 512 MiB, median of the transfers above';
  return [
    {
      what: "growth of the sender's RSS",
      value: median(senders),
      unit: 'MiB',
      goal: { of: 'value', most: 32 },
      note: at,
    },
    {
      what: "growth of the receiver's RSS beyond the pages it received",
      value: median(receivers),
      unit: 'MiB',
      goal: { of: 'value', most: 32 },
      note: at,
    },
    {
      what: 'event loop delay of either process, 99th percentile',
      value: median(delays),
      unit: 'ms',
      goal: { of: 'value', most: 20 },
      note: at,
    },
  ];
}

async function overPort(file: string, how?: string): Promise<Taken> {
  const options = [String(frames * frameBytes), String(frameBytes), ...(how ? [how] : [])];
  const receiver = startEnd<{ port: number }, never>(file, ['receive', ...options]);
  const { port } = await receiver.ready;
  const sender = startEnd<Taken, never>(file, ['send', ...options, String(port)]);
  const taken = await sender.ready;
  await Promise.all([sender.stop(), receiver.stop()]);
  return taken;
}

async function guestToGuest(how: string): Promise<Taken> {
  const options = [String(guestMiB), how];
  const receiver = startEnd<{ uri: string }, Load>('guest.js', ['receive', ...options]);
  const { uri } = await receiver.ready;
  const sender = startEnd<Taken, never>('guest.js', ['send', ...options, uri]);
  const taken = { ...(await sender.ready), receiver: await receiver.done };
  await Promise.all([sender.stop(), receiver.stop()]);
  return taken;
}
