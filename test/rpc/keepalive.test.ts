import { expect, test } from 'vitest';
import { virtualClock } from '../../src/clock/index.ts';
import { programs } from '../../src/rpc/packet.ts';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import type { RpcTestClient } from './client.ts';
import { rpcHost } from './host.ts';

const { program } = programs.keepalive;
const [ping, pong] = [1, 2];
const beats = (client: RpcTestClient) => client.others.filter((packet) => packet.program === program).length;

async function connected() {
  const clock = virtualClock();
  const host = await clock.runUntil(rpcHost({ clock }));
  const client = host.connect();
  await clock.runUntil(client.open());
  return { clock, client };
}
const keepalive = { ...programs.keepalive, type: 'message', serial: 0 } as const;

test('a ping is answered, asked for or not', async () => {
  const { clock, client } = await connected();
  client.send({ ...keepalive, procedure: ping });
  expect(await clock.runUntil(client.take((packet) => packet.program === program))).toMatchObject({
    ...{ procedure: pong, type: 'message', serial: 0, status: 'ok' },
  });
});

test('a client that cannot answer is never asked', async () => {
  const { clock, client } = await connected();
  await clock.advance(600_000);
  expect(beats(client)).toBe(0);
  expect(await clock.runUntil(client.call(rows.ConnectGetType, {}))).toEqual({ type: 'QEMU' });
});

test('a client that asked for it is asked every five seconds, and cut off when it does not answer', async () => {
  const { clock, client } = await connected();
  await clock.runUntil(client.call(rows.ConnectSupportsFeature, { feature: 10 }));
  await clock.advance(5000);
  expect(await clock.runUntil(client.take((packet) => packet.program === program))).toMatchObject({ procedure: ping });
  client.send({ ...keepalive, procedure: pong });
  await clock.advance(60_000);
  expect(await clock.runUntil(client.closed())).toBeDefined();
  expect(beats(client)).toBe(5);
});
