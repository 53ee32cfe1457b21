import { setTimeout as sleep } from 'node:timers/promises';
import type { GuestRunner } from '../src/domain/runner/index.ts';
import { startEnd } from './ends/process.ts';
import { memoryOf } from './proc.ts';
import { guestSpec, withProcessGuests } from './process-guests.ts';
import { beside, median, type Row } from './row.ts';

/** MiB of pages with content that move. */
const guestMiB = 512;
/** A message of the migration stream: header, table and 248 pages. */
const frameBytes = 32 + 248 * (12 + 4096);
const frames = Math.round((guestMiB * 2 ** 20) / frameBytes);

/** Milliseconds, with and without setup, and bytes of RSS that the ends grew by. */
interface Taken {
  readonly ms: number;
  readonly wholeMs?: number;
  readonly senderGrew?: number;
  readonly receiverGrew?: number;
}

const methodsOf = (runner: GuestRunner) => ({
  'raw TCP': () => overPort('raw.js', 'plain'),
  'raw TCP from and into memory': () => overPort('raw.js', 'stored'),
  'raw TCP with xxh64 at both ends': () => overPort('raw.js', 'hashed'),
  'ws used naively': () => overPort('naive-ws.js'),
  unverified: () => guestToGuest(runner, false),
  verified: () => guestToGuest(runner, true),
});
type Method = keyof ReturnType<typeof methodsOf>;

/** One guest after the other moves between two fresh processes on loopback; baselines and guests take turns. */
export const transferRows = (turns: number): Promise<readonly Row[]> =>
  withProcessGuests((runner) => measure(methodsOf(runner), turns));

async function measure(
  methods: Readonly<Record<Method, () => Promise<Taken>>>,
  turns: number,
): Promise<readonly Row[]> {
  const taken = new Map<Method, Taken[]>();
  for (let turn = 0; turn < turns; turn++)
    for (const name of Object.keys(methods) as Method[])
      taken.set(name, [...(taken.get(name) ?? []), await methods[name]()]);
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
    row("state transfer between two guests' processes, unverified", 'unverified', 'raw TCP', 0.85),
    { ...row('the same', 'unverified', 'raw TCP', 0, 'wholeMs'), goal: undefined, note: whole },
    {
      ...row('the same', 'unverified', 'raw TCP from and into memory', 0),
      goal: undefined,
      note: 'raw TCP whose frames are as many different pages, and are kept: what memory itself costs',
    },
    row('state transfer, verified', 'verified', 'raw TCP with xxh64 at both ends', 0.6),
    { ...row('the same', 'verified', 'raw TCP with xxh64 at both ends', 0, 'wholeMs'), goal: undefined, note: whole },
    row('state transfer, unverified', 'unverified', 'ws used naively', 5),
    ...loadRows([...(taken.get('verified') ?? []), ...(taken.get('unverified') ?? [])]),
  ] as readonly Row[];
}

function loadRows(taken: readonly Taken[]): readonly Row[] {
  const row = (what: string, grown: readonly (number | undefined)[]): Row => ({
    what: `growth of ${what}`,
    value: median(grown.map((bytes = Number.NaN) => bytes / 2 ** 20)),
    unit: 'MiB',
    goal: { of: 'value', most: 32 },
    note: `the most it held, of ${taken.length} transfers of ${guestMiB} MiB between guests' processes`,
  });
  return [
    row(
      "the sender's RSS",
      taken.map(({ senderGrew }) => senderGrew),
    ),
    row(
      "the receiver's RSS beyond the pages it received",
      taken.map(({ receiverGrew }) => receiverGrew),
    ),
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

/** Between two fresh processes of guests, as a host starts them. */
async function guestToGuest(runner: GuestRunner, verify: boolean): Promise<Taken> {
  const source = await runner.start(guestSpec(1, guestMiB, guestMiB));
  const target = await runner.incoming(guestSpec(2, guestMiB, guestMiB), { address: '127.0.0.1' });
  try {
    // What their start leaves behind is not to be measured.
    await sleep(50);
    const [before, after] = [memoryOf(source.pid), memoryOf(target.pid)];
    const outgoing = await source.migrateTo({ uri: target.uri, verify });
    await outgoing.copy();
    await outgoing.complete();
    await target.arrived;
    const stats = outgoing.stats();
    return {
      ms: stats['total-time'] - stats['setup-time'],
      wholeMs: stats['total-time'],
      senderGrew: memoryOf(source.pid).most - before.now,
      receiverGrew: memoryOf(target.pid).most - after.now - guestMiB * 2 ** 20,
    };
  } finally {
    await Promise.all([source.kill(), target.kill()]);
  }
}
