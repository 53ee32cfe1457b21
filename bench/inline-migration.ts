import { conductBetween } from '../src/conductor/index.ts';
import { startCluster } from '../src/index.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { median, type Row } from './row.ts';

/** Migrations a turn; the first half of all is not counted, until when most of the code is interpreted. */
const migrations = 50;

/** An idle guest of 64 MiB goes to and fro between two hosts in this process, which have no hooks. */
export async function inlineMigrationRows(turns: number): Promise<readonly Row[]> {
  const cluster = await startCluster({ hosts: { a: {}, b: {} } });
  try {
    const guest = await cluster.a.create(guestXml('bench', 64));
    const taken: number[] = [];
    for (let turn = 0; turn < turns * migrations; turn++) {
      const [source, destination] = turn % 2 === 0 ? [cluster.a, cluster.b] : [cluster.b, cluster.a];
      const { id } = await source.running('bench');
      const domain = { driver: guest.driver, name: guest.name, uuid: guest.uuid, id };
      const request = { domain, flags: ['live' as const] };
      taken.push(await timed(() => conductBetween(source.client(), destination.client(), request)));
    }
    const counted = taken.slice(taken.length / 2);
    return [
      {
        what: 'whole migration of an idle 64 MiB guest, inline, both hosts in one process',
        value: median(counted),
        unit: 'ms',
        goal: { of: 'value', most: 5 },
        note: `median of ${counted.length}; the first took ${taken[0]?.toFixed(1)} ms, the tenth ${taken[9]?.toFixed(1)} ms`,
      },
    ];
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
}
