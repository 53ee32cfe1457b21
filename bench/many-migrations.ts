import type { DomainRef } from '../src/protocol/messages.ts';
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
    for (let number = 0; number < guests; number++) await hosts.a.create(guestXml(`many${number}`, 32, fillMiB));
    const one = await startAlone(hosts);
    const conductors: Connections[] = [];
    while (conductors.length < guests) conductors.push(await hosts.connect());
    const taken: Taken[] = [];
    for (let round = 0; round < rounds; round++) {
      const alone = await migrateAlone(hosts, one, turns);
      const [from, to] = round % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const);
      taken.push({ ...alone, ...(await migrateAll(hosts, conductors, from, to)) });
    }
    await Promise.all(conductors.flatMap(({ a, b }) => [a.close(), b.close()]));
    return rowsOf(taken);
  } finally {
    await hosts.stop();
  }
}

/** How often all of them go; one alone goes in between. */
const rounds = 4;

interface Taken {
  readonly wholeMs: number;
  readonly transferMs: number;
  readonly allMs: number;
  readonly failures: readonly unknown[];
}

function rowsOf(taken: readonly Taken[]): readonly Row[] {
  const all = taken.map(({ allMs }) => allMs);
  const failures = taken.flatMap((one) => one.failures);
  const what = `${guests} migrations at once between two host processes, ${fillMiB} MiB of pages each`;
  const as = (alone: readonly number[]) => alone.map((ms) => ms * guests);
  return [
    {
      what,
      value: median(all),
      unit: 'ms',
      beside: beside('transfer alone, as often', all, as(taken.map(({ transferMs }) => transferMs))),
      goal: { of: 'ratio', most: 1.5 },
      note: failures.length === 0 ? `none of ${guests * rounds} failed` : `${failures.length} failed: ${failures[0]}`,
    },
    {
      what: 'the same, beside whole migrations',
      value: median(all),
      unit: 'ms',
      beside: beside('one after the other', all, as(taken.map(({ wholeMs }) => wholeMs))),
    },
  ];
}

async function migrateAll(
  hosts: BenchHosts,
  conductors: readonly Connections[],
  from: 'a' | 'b',
  to: 'a' | 'b',
): Promise<Pick<Taken, 'allMs' | 'failures'>> {
  const failures: unknown[] = [];
  const allMs = await timed(async () => {
    const moves = conductors.map((over, number) => hosts.move(from, to, `many${number}`, over));
    for (const move of await Promise.allSettled(moves)) if (move.status === 'rejected') failures.push(move.reason);
  });
  return { allMs, failures };
}

/** A guest that the first host keeps the definition of, and so the statistics of its last job. */
async function startAlone({ a: { client } }: BenchHosts): Promise<DomainRef> {
  const xml = guestXml('alone', 32, fillMiB);
  const { driver, uuid } = await client.call('DomainDefineXML', { driver: 'qemu', xml });
  return client.call('DomainCreateWithFlags', { driver, uuid });
}

/** Milliseconds of one guest's whole migration, and of its transfer in it as the job's statistics tell. */
async function migrateAlone(hosts: BenchHosts, { driver, uuid, name }: DomainRef, turns: number) {
  const whole: number[] = [];
  const transfers: number[] = [];
  for (let turn = 0; turn < turns; turn++) {
    whole.push(await timed(() => hosts.move('a', 'b', name)));
    const { stats } = await hosts.a.client.call('DomainGetJobStats', { driver, uuid, completed: true });
    transfers.push(stats.time_elapsed ?? Number.NaN);
    await hosts.move('b', 'a', name);
  }
  return { wholeMs: median(whole), transferMs: median(transfers) };
}
