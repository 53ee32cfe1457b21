import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePacket, type Packet, programs } from '../../src/rpc/packet.ts';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { encode } from '../../src/rpc/xdr/index.ts';
import { guestXml } from '../guest-xml.ts';
import { rpcHost } from './host.ts';

const packet = (given: Partial<Packet>): Buffer =>
  encodePacket({
    ...{ ...programs.remote, procedure: 66, type: 'call', serial: 0, status: 'ok', payload: new Uint8Array() },
    ...given,
  });

/** Whether the host still serves others. */
async function lives(host: Awaited<ReturnType<typeof rpcHost>>) {
  const client = await host.open();
  expect(await client.call(rows.ConnectGetType, {})).toEqual({ type: 'QEMU' });
}

test('half a packet, and then nothing', async () => {
  const host = await rpcHost();
  const stream = host.stream();
  stream.write(packet({}).subarray(0, 13));
  stream.end();
  await lives(host);
});

test.each([
  ['a length that is none', Buffer.from('0000000100000000', 'hex')],
  ['a length beyond every bound', Buffer.from('ffffffff00000000', 'hex')],
  ['a request of HTTP', Buffer.from('GET / HTTP/1.1\r\nHost: example.org\r\n\r\n')],
])('%s ends that connection only', async (_what, bytes) => {
  const host = await rpcHost();
  const stream = host.stream();
  const closed = new Promise<void>((resolve) => stream.once('end', resolve).resume());
  stream.write(bytes);
  await closed;
  await lives(host);
});

test('whatever bytes arrive, the host lives', async () => {
  const host = await rpcHost();
  const call = fc
    .tuple(fc.integer({ min: 0, max: 460 }), fc.uint8Array({ maxLength: 80 }), fc.constantFrom('call', 'stream'))
    .map(([procedure, payload, type]) => packet({ procedure, payload, type: type as Packet['type'] }));
  const hostile = fc.array(fc.oneof(call, fc.uint8Array({ maxLength: 60 })), { maxLength: 12 });
  const open = packet({ procedure: 1, payload: encode(rows.ConnectOpen.args, { name: null, flags: 0 }) });
  await fc.assert(
    fc.asyncProperty(hostile, async (pieces) => {
      const stream = host.stream();
      stream.resume();
      stream.write(open);
      for (const piece of pieces) if (!stream.destroyed) stream.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
      stream.destroy();
    }),
    { numRuns: 60 },
  );
  await lives(host);
});

test('a client that reads nothing is read no further, and cut when it is sent too much', async () => {
  const host = await rpcHost();
  const client = await host.open();
  for (let i = 0; i < 40; i++) await client.call(rows.DomainDefineXML, { xml: guestXml({ name: `g${i}` }) });
  const stream = host.stream();
  stream.write(packet({ procedure: 1, payload: encode(rows.ConnectOpen.args, { name: null, flags: 0 }) }));
  const list = packet({
    procedure: 273,
    payload: encode(rows.ConnectListAllDomains.args, { needResults: 1, flags: 0 }),
  });
  let calls = 0;
  // The host takes calls until its own answers stand in the way.
  while (stream.write(list) && calls < 1000) calls += 1;
  expect(stream.writableLength).toBeLessThan(1_000_000);
  await lives(host);
  stream.destroy();
});

test('a client may send as many calls as it likes: what is too much waits, and nobody hangs up', async () => {
  const host = await rpcHost();
  const client = await host.open();
  const answers = Array.from({ length: 500 }, () => client.call(rows.ConnectGetType, {}));
  expect(new Set((await Promise.all(answers)).map(({ type }) => type))).toEqual(new Set(['QEMU']));
});

test('of many calls of one client five are worked on at once', async () => {
  let hooks = 0;
  const gates: (() => void)[] = [];
  const hook = () =>
    new Promise<object>((resolve) => {
      hooks += 1;
      gates.push(() => resolve({}));
    });
  const host = await rpcHost({ hook: (argv) => (argv[2] === 'prepare' ? hook() : {}) });
  const client = await host.open();
  const doms = [];
  for (let i = 0; i < 7; i++)
    doms.push((await client.call(rows.DomainDefineXML, { xml: guestXml({ name: `g${i}` }) })).dom);
  const starts = doms.map((dom) => client.call(rows.DomainCreate, { dom }));
  await expect.poll(() => hooks).toBe(5);
  expect(host.journal.read().some((entry) => entry.kind === 'log' && entry.text.includes('max requests limit 5'))).toBe(
    true,
  );
  while (gates.length > 0 || hooks < 7) {
    gates.shift()?.();
    await Promise.race([Promise.all(starts), new Promise((resolve) => setImmediate(resolve))]);
  }
  await Promise.all(starts);
  await lives(host);
});
