import { conductBetween } from '../src/conductor/index.ts';
import { type Cluster, startCluster } from '../src/index.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { median, type Row } from './row.ts';

const guests = 100;
const fillMiB = 16;

/** As many guests leave one host process for another at once. The baseline is one of them at a time, in the same run. */
export async function manyMigrationsRows(turns: number): Promise<readonly Row[]> {
  const cluster = await startCluster({ processes: true, hosts: { a: {}, b: {} } });
  try {
    const alone = await aloneMs(cluster, turns + 2);
    for (let number = 0; number < guests; number++) await cluster.a.create(guestXml(`many${number}`, 32, fillMiB));
    const failures: unknown[] = [];
    const together = await timed(async () => {
      const moves = Array.from({ length: guests }, (_, number) => move(cluster, 'a', 'b', `many${number}`));
      for (const move of await Promise.allSettled(moves)) if (move.status === 'rejected') failures.push(move.reason);
    });
    return [
      {
        what: `${guests} migrations at once between two host processes, ${fillMiB} MiB of pages each`,
        value: together,
        unit: 'ms',
        beside: { what: 'one at a time', value: alone * guests, ratio: together / (alone * guests) },
        goal: { of: 'ratio', most: 1.5 },
        note: failures.length === 0 ? 'none failed' : `${failures.length} failed, the first: ${failures[0]}`,
      },
    ];
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
}

type Two = Cluster<'a' | 'b'>;

async function aloneMs(cluster: Two, turns: number): Promise<number> {
  await cluster.a.create(guestXml('alone', 32, fillMiB));
  const taken: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    const [from, to] = turn % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const);
    taken.push(await timed(() => move(cluster, from, to, 'alone')));
  }
  return median(taken.slice(2));
}

async function move(cluster: Two, from: 'a' | 'b', to: 'a' | 'b', name: string): Promise<void> {
  const { driver, uuid, id } = await cluster[from].running(name);
  const request = { domain: { driver, name, uuid, id }, flags: ['live' as const] };
  await conductBetween(cluster[from].client(), cluster[to].client(), request);
}
