import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { type BenchHosts, type Connections, startHosts } from './hosts.ts';
import { beside, median, type Row } from './row.ts';

const guests = 100;
const fillMiB = 16;
/** More ports than libvirt's 64: each guest waits on one of its own. */
const migrationPorts = '49152-49300';

/**
 * As many guests leave one host process for another at once. The baseline is what their pages would take at the speed of
 * one such guest's transfer alone, in the same run; whole migrations, hooks aside, have a second row.
 */
export async function manyMigrationsRows(turns: number): Promise<readonly Row[]> {
  const hosts = await startHosts({ guests: 'inline', migrationPorts });
  try {
    const alone = await migrateAlone(hosts, turns * 2 + 2);
    for (let number = 0; number < guests; number++) await hosts.a.create(guestXml(`many${number}`, 32, fillMiB));
    const moves = await migrateAll(hosts);
    const transfers = alone.transferMs * guests;
    return [
      {
        what: `${guests} migrations at once between two host processes, ${fillMiB} MiB of pages each`,
        value: moves.ms,
        unit: 'ms',
        beside: { what: 'transfer alone, as often', value: transfers, ratio: moves.ms / transfers },
        goal: { of: 'ratio', most: 1.5 },
        note: moves.failures.length === 0 ? 'none failed' : `${moves.failures.length} failed: ${moves.failures[0]}`,
      },
      {
        what: 'the same, beside whole migrations',
        value: moves.ms,
        unit: 'ms',
        beside: beside('one at a time', [moves.ms], [alone.wholeMs * guests]),
      },
    ];
  } finally {
    await hosts.stop();
  }
}

async function migrateAll(hosts: BenchHosts): Promise<{ ms: number; failures: readonly unknown[] }> {
  const failures: unknown[] = [];
  const conductors: Connections[] = [];
  while (conductors.length < guests) conductors.push(await hosts.connect());
  const ms = await timed(async () => {
    const moves = conductors.map((over, number) => hosts.move('a', 'b', `many${number}`, over));
    for (const move of await Promise.allSettled(moves)) if (move.status === 'rejected') failures.push(move.reason);
  });
  await Promise.all(conductors.flatMap(({ a, b }) => [a.close(), b.close()]));
  return { ms, failures };
}

/** Milliseconds of one guest's whole migration, and of its transfer in it as the job's statistics tell. */
async function migrateAlone(hosts: BenchHosts, turns: number): Promise<{ wholeMs: number; transferMs: number }> {
  const { client } = hosts.a;
  const { driver, uuid } = await client.call('DomainDefineXML', {
    driver: 'qemu',
    xml: guestXml('alone', 32, fillMiB),
  });
  await client.call('DomainCreateWithFlags', { driver, uuid });
  const whole: number[] = [];
  const transfers: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    whole.push(await timed(() => hosts.move('a', 'b', 'alone')));
    const { stats } = await client.call('DomainGetJobStats', { driver, uuid, completed: true });
    transfers.push(stats.time_elapsed ?? Number.NaN);
    await hosts.move('b', 'a', 'alone');
  }
  return { wholeMs: median(whole.slice(2)), transferMs: median(transfers.slice(2)) };
}
