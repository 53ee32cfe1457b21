import { startCluster } from '../src/index.ts';
import { timed } from './ends/load.ts';
import { guestXml } from './guests.ts';
import { median, type Row } from './row.ts';

const guests = 10_000;
/** Guests that are being defined at once. */
const atOnce = 50;

/** As many idle inline guests, defined and running on one host in this process. */
export async function manyGuestsRows(turns: number): Promise<readonly Row[]> {
  const cluster = await startCluster({ hosts: { host: {} } });
  try {
    const before = process.memoryUsage.rss();
    const client = cluster.host.client();
    const startMs = await timed(async () => {
      for (let first = 0; first < guests; first += atOnce)
        await Promise.all(Array.from({ length: atOnce }, (_, index) => startGuest(client, first + index)));
    });
    const grown = (process.memoryUsage.rss() - before) / 2 ** 20;
    const lists: number[] = [];
    for (let turn = 0; turn < turns + 1; turn++)
      lists.push(await timed(() => client.call('ConnectListAllDomains', {})));
    return [
      {
        what: '10,000 idle inline guests defined and running on one host: growth of its RSS',
        value: grown,
        unit: 'MiB',
        goal: { of: 'value', most: 954 },
        note: `each took ${(startMs / guests).toFixed(1)} ms to define and start`,
      },
      {
        what: "the host's answer to `list` of them",
        value: median(lists.slice(1)),
        unit: 'ms',
        goal: { of: 'value', most: 50 },
      },
    ];
  } finally {
    await cluster[Symbol.asyncDispose]();
  }
}

type Client = ReturnType<Awaited<ReturnType<typeof startCluster<'host'>>>['host']['client']>;

async function startGuest({ call }: Client, number: number): Promise<void> {
  const { driver, uuid } = await call('DomainDefineXML', { driver: 'qemu', xml: guestXml(`idle${number}`, 64) });
  await call('DomainCreateWithFlags', { driver, uuid });
}
