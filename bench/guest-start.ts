import { bareNode, bareNodeMs } from './bare-node.ts';
import { memoryOf } from './proc.ts';
import { guestSpec, withProcessGuests } from './process-guests.ts';
import { beside, median, type Row } from './row.ts';

/** A guest's process, until it runs, beside a Node child that does nothing. */
export const guestStartRows = (turns: number): Promise<readonly Row[]> =>
  withProcessGuests(async (runner) => {
    const guests: number[] = [];
    const bare: number[] = [];
    const more: number[] = [];
    for (let turn = 0; turn < turns * 2 + 1; turn++) {
      bare.push(await bareNodeMs());
      const begun = performance.now();
      const guest = await runner.start(guestSpec(turn, 64, 0));
      await guest.resume();
      guests.push(performance.now() - begun);
      const child = await bareNode();
      more.push((memoryOf(guest.pid).now - memoryOf(child.pid ?? 0).now) / 2 ** 20);
      child.kill('SIGKILL');
      await guest.kill();
    }
    return [
      {
        what: "a guest's process, until the guest runs (idle, 64 MiB)",
        value: median(guests.slice(1)),
        unit: 'ms',
        beside: beside('bare Node child', guests.slice(1), bare.slice(1)),
        goal: { of: 'ratio', most: 1.5 },
      },
      {
        what: "RSS of a guest's process above that of a bare Node child",
        value: median(more),
        unit: 'MiB',
        goal: { of: 'value', most: 20 },
      },
    ];
  });
