import { bareNodeMs } from './bare-node.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { startHosts } from './hosts.ts';
import { beside, median, type Row } from './row.ts';

/** An idle guest of 64 MiB that is a process goes to and fro between two host processes, which have no hooks. */
export async function processMigrationRows(turns: number): Promise<readonly Row[]> {
  const hosts = await startHosts({ guests: 'process' });
  try {
    await hosts.a.create(guestXml('bench', 64));
    const bare: number[] = [];
    const moves: number[] = [];
    for (let turn = 0; turn < turns * 4; turn++) {
      bare.push(await bareNodeMs());
      const [from, to] = turn % 2 === 0 ? (['a', 'b'] as const) : (['b', 'a'] as const);
      moves.push(await timed(() => hosts.move(from, to, 'bench')));
    }
    return [
      {
        what: 'whole migration of an idle 64 MiB guest, guests as processes, two host processes',
        value: median(moves.slice(turns)),
        unit: 'ms',
        beside: beside('bare Node child', moves.slice(turns), bare.slice(turns)),
        goal: { of: 'ratio', most: 2.5 },
        note: `real libvirt: 470 ms; the first took ${moves[0]?.toFixed(0)} ms`,
      },
    ];
  } finally {
    await hosts.stop();
  }
}
