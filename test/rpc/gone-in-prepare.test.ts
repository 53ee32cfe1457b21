import { expect, test } from 'vitest';
import { systemClock } from '../../src/clock/index.ts';
import { wireParameters } from '../../src/rpc/migration/index.ts';
import { messages, remoteRows } from '../../src/rpc/procedures/index.ts';
import { createMemoryTransport } from '../../src/transport/index.ts';
import type { RpcTestClient } from './client.ts';
import { rpcHost } from './host.ts';
import { live, p2p, runningGuest, tunnelled } from './migrating.ts';

/** Prepare, as the host of the source asks for it, whose connection closes while the `started` hook runs. */
async function preparedFor(how: 'DomainMigratePrepare3Params' | 'DomainMigratePrepareTunnel3Params') {
  const transport = createMemoryTransport({ clock: systemClock });
  const conductors: RpcTestClient[] = [];
  const calls: string[] = [];
  const a = await rpcHost({ name: 'hosta', transport });
  const b = await rpcHost({
    ...{ name: 'hostb', transport },
    hook: async ([, , operation = '']) => {
      calls.push(operation);
      if (operation === 'started') {
        conductors[0]?.close();
        // Until the host has read the end of it.
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      return {};
    },
  });
  const [source, destination, watcher] = [await a.open(), await b.open(), await b.open()];
  await watcher.call(remoteRows.ConnectDomainEventCallbackRegisterAny, { eventId: 0, dom: null });
  conductors.push(destination);
  const flags = live | p2p | (how === 'DomainMigratePrepareTunnel3Params' ? tunnelled : 0);
  const dom = await runningGuest(source, []);
  const begun = await source.call(remoteRows.DomainMigrateBegin3Params, { dom, params: [], flags });
  const params = wireParameters({ destination_xml: begun.xml });
  destination.call(remoteRows[how], { params, cookieIn: begun.cookieOut, flags }).catch(() => undefined);
  const next = async () => (await watcher.message(messages.DomainEventCallbackLifecycle)).event;
  return { calls, watcher, dom, next, close: () => Promise.all([a.shutdown(), b.shutdown()]) };
}
const [started, stopped, shutDown] = [2, 5, 6];

test('a guest whose conductor left while it was prepared is destroyed', async () => {
  const { calls, next, close } = await preparedFor('DomainMigratePrepare3Params');
  expect([await next(), await next(), await next()]).toEqual([started, shutDown, stopped]);
  expect(calls).toEqual(['migrate', 'prepare', 'start', 'started', 'stopped', 'release']);
  await close();
});

test('but not one that comes through a tunnel: that stays, paused (recordings 14b-*-tunnelled-A-KILL)', async () => {
  const { calls, watcher, dom, next, close } = await preparedFor('DomainMigratePrepareTunnel3Params');
  expect(await next()).toBe(started);
  expect(await watcher.call(remoteRows.DomainGetState, { dom, flags: 0 })).toMatchObject({ state: 3 });
  expect(calls).toEqual(['migrate', 'prepare', 'start', 'started']);
  await watcher.call(remoteRows.DomainDestroy, { dom });
  expect([await next(), await next()]).toEqual([shutDown, stopped]);
  await close();
});
