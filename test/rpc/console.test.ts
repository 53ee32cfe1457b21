import { expect, test } from 'vitest';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { encode } from '../../src/rpc/xdr/index.ts';
import { guestXml } from '../guest-xml.ts';
import { type RpcTestClient, refusal } from './client.ts';
import { rpcHost } from './host.ts';

const withConsole = guestXml({ name: 'g' }).replace('</domain>', "<devices><console type='pty'/></devices></domain>");
const procedure = rows.DomainOpenConsole.number;

async function running(client: RpcTestClient) {
  return (await client.call(rows.DomainCreateXML, { xmlDesc: withConsole, flags: 0 })).dom;
}

/** Opens the console; the stream's packets repeat procedure and serial of the call. */
async function sitDown(client: RpcTestClient, dom: Awaited<ReturnType<typeof running>>, flags = 0) {
  const payload = encode(rows.DomainOpenConsole.args, { dom, devName: null, flags });
  const { serial, status } = await client.ask({ procedure, payload });
  return {
    status,
    send: (text: string) =>
      client.send({ procedure, serial, type: 'stream', status: 'continue', payload: Buffer.from(text) }),
    finish: () => client.send({ procedure, serial, type: 'stream', status: 'ok' }),
    abort: () => client.send({ procedure, serial, type: 'stream', status: 'error' }),
    next: () => client.take((packet) => packet.type === 'stream' && packet.serial === serial),
  };
}

test('what is typed is what is shown, until the client has finished', async () => {
  const client = await (await rpcHost()).open();
  const seat = await sitDown(client, await running(client));
  seat.send('root\r');
  const shown = await seat.next();
  expect(Buffer.from(shown.payload).toString()).toBe('root\r');
  expect(shown).toMatchObject({ procedure, status: 'continue' });
  seat.finish();
  expect(await seat.next()).toMatchObject({ status: 'ok', payload: Buffer.alloc(0) });
  seat.send('late');
  expect(await client.call(rows.ConnectGetType, {})).toEqual({ type: 'QEMU' });
});

test('one client at a time, unless the next one insists', async () => {
  const host = await rpcHost();
  const [client, other] = [await host.open(), await host.open()];
  const dom = await running(client);
  const seat = await sitDown(client, dom);
  expect(await sitDown(other, dom)).toMatchObject({ status: 'error' });
  expect(await sitDown(other, dom, 1)).toMatchObject({ status: 'ok' });
  expect(await seat.next()).toMatchObject({ status: 'continue', payload: Buffer.alloc(0) });
});

test('the console ends with its guest; giving up leaves it to the next', async () => {
  const client = await (await rpcHost()).open();
  const dom = await running(client);
  const first = await sitDown(client, dom);
  first.abort();
  expect(await first.next()).toMatchObject({ status: 'ok' });
  const second = await sitDown(client, dom);
  expect(second.status).toBe('ok');
  await client.call(rows.DomainDestroy, { dom });
  expect(await second.next()).toMatchObject({ status: 'continue', payload: Buffer.alloc(0) });
});

test('guests show nothing, and nobody listens at a channel', async () => {
  const client = await (await rpcHost()).open();
  const { dom } = await client.call(rows.DomainDefineXML, { xml: guestXml() });
  const screenshot = () => refusal(client.call(rows.DomainScreenshot, { dom, screen: 0, flags: 0 }));
  const channel = () => refusal(client.call(rows.DomainOpenChannel, { dom, name: 'org.qemu.0', flags: 0 }));
  for (const call of [screenshot, channel]) expect(await call()).toMatchObject({ code: 55, domain: 20 });
  await client.call(rows.DomainCreate, { dom });
  expect(await screenshot()).toMatchObject({ code: 1, message: expect.stringContaining('There is no console') });
  expect(await channel()).toMatchObject({ message: 'internal error: cannot find channel org.qemu.0' });
});
