import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import { startCluster } from '../../src/index.ts';
import '../../src/testing/vitest.ts';
import { createMemoryTransport, createSideStream, type Link, relay } from '../../src/transport/index.ts';
import { busyGuest } from '../guest-xml.ts';

test.for([true, false])('a tunnelled migration goes through both hosts (processes: %s)', async (processes) => {
  await using cluster = await startCluster({
    libvirt: '9.0.0',
    processes,
    ...(processes && { guests: 'process' as const }),
    hosts: { source: {}, destination: {} },
  });
  const guest = await cluster.source.create(busyGuest());
  const result = await guest.migrate(cluster.destination, { live: true, p2p: true, tunnelled: true });
  expect(result).toHaveMigrated();
  expect(result).toFollowTheScore();
  expect(await result.guest?.state()).toEqual({ state: 'running', reason: 'migrated' });
});

/** Two links joined end to end by tunnel: what enters at one side, and what leaves at the other. */
async function tunnelled() {
  const transport = createMemoryTransport({ clock: systemClock });
  const pair = async (address: string): Promise<[Link, Link]> => {
    let there: Link | undefined;
    const accept = (link: Link) => {
      there = link;
    };
    const options = { maxMessageBytes: 2 ** 24, refuse: () => undefined, onLink: accept };
    const { url } = await transport.listen({ at: { address, port: 1 }, ...options });
    const here = await transport.connect(url, { maxMessageBytes: 2 ** 24 });
    if (!there) throw new Error('nobody was let in');
    return [here, there];
  };
  const [entrance, first] = await pair('a');
  const [control, other] = await pair('b');
  const [last, exit] = await pair('c');
  for (const [link, end] of [
    [control, first],
    [other, last],
  ] as const) {
    const side = createSideStream(link);
    link.onMessage((message) => (typeof message === 'string' ? undefined : side.take(message)));
    relay(end, side.stream);
  }
  return { entrance, exit, control };
}

const closed = (link: Link) => new Promise<void>((resolve) => link.onClose(() => resolve()));

test('a tunnel keeps messages whole and in order, both ways', async () => {
  const { entrance, exit } = await tunnelled();
  const came: number[] = [];
  const back: number[] = [];
  const all = new Promise<void>((resolve) => {
    exit.onMessage((message) => {
      came.push(message.length);
      exit.send(new Uint8Array(came.length));
    });
    entrance.onMessage((message) => back.push(message.length) === 100 && resolve());
  });
  for (let size = 1; size <= 100; size++) entrance.send(new Uint8Array(size * 1000));
  await all;
  expect(came).toEqual(Array.from({ length: 100 }, (_, index) => (index + 1) * 1000));
  expect(back).toEqual(Array.from({ length: 100 }, (_, index) => index + 1));
});

test.each(['entrance', 'exit'] as const)('a tunnel whose %s is gone is gone at the other end', async (who) => {
  const ends = await tunnelled();
  const other = closed(who === 'entrance' ? ends.exit : ends.entrance);
  ends[who].terminate();
  await other;
});
