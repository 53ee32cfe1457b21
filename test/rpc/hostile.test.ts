import { duplexPair } from 'node:stream';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { encodePacket, headerBytes, type Packet, programs } from '../../src/rpc/packet.ts';
import { remoteRows as rows } from '../../src/rpc/procedures/index.ts';
import { remoteError } from '../../src/rpc/types/error.ts';
import { packetWire } from '../../src/rpc/wire.ts';
import { decode, encode } from '../../src/rpc/xdr/index.ts';
import { guestXml } from '../guest-xml.ts';
import type { RpcTestClient } from './client.ts';
import { rpcHost } from './host.ts';

let host: Awaited<ReturnType<typeof rpcHost>>;
beforeAll(async () => {
  host = await rpcHost();
});

const answers = async (client: RpcTestClient) =>
  expect(await client.call(rows.ConnectGetType, {})).toEqual({ type: 'QEMU' });

/** What a call of these bytes is answered with. */
async function refused(client: RpcTestClient, packet: Partial<Packet>) {
  const reply = await client.ask(packet);
  expect(reply).toMatchObject({ type: 'reply', status: 'error' });
  return decode(remoteError, reply.payload);
}

test('what nobody asked for is nobody s business: replies, messages, streams and holes without a call', async () => {
  const client = await host.open();
  const unasked = fc.record({
    type: fc.constantFrom('reply', 'message', 'stream', 'stream hole', 'reply with descriptors' as const),
    status: fc.constantFrom('ok', 'error', 'continue' as const),
    procedure: fc.integer({ min: -1, max: 500 }),
    serial: fc.nat(),
    payload: fc.uint8Array({ maxLength: 60 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(unasked, { maxLength: 20 }), async (packets) => {
      for (const packet of packets) client.send(packet as Partial<Packet>);
      await answers(client);
      expect(client.others).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

test('programs, versions and procedures that nobody has are answered, and the connection goes on', async () => {
  const client = await host.open();
  const { program, version } = programs.remote;
  const strange = fc.record({
    program: fc.oneof(fc.constant(program), fc.nat(0xffff_ffff)),
    version: fc.nat(0xffff_ffff).filter((other) => other !== version),
    procedure: fc.integer({ min: 1, max: 0x7fff_ffff }),
  });
  await fc.assert(
    fc.asyncProperty(strange, async (packet) => {
      fc.pre(packet.program !== programs.keepalive.program);
      expect(await refused(client, packet)).toMatchObject({ code: 39, domain: 7 });
    }),
    { numRuns: 40 },
  );
  expect(await refused(client, { procedure: 4711 })).toMatchObject({ message: 'unknown procedure: 4711' });
  await answers(client);
});

test('arguments that are none: whatever bytes a procedure is called with', async () => {
  const client = await host.open();
  const numbers = Object.values(rows).map(({ number }) => number);
  // Those that end the connection, or the host's own resources, are tested by themselves.
  const procedure = fc.constantFrom(...numbers.filter((number) => ![2, 10, 11].includes(number)));
  await fc.assert(
    fc.asyncProperty(procedure, fc.uint8Array({ minLength: 1, maxLength: 100 }), async (number, bytes) => {
      const payload = Buffer.concat([bytes, Buffer.alloc(1 + (bytes.length % 4))]).subarray(0, (bytes.length & ~3) + 1);
      expect((await refused(client, { procedure: number, payload })).code).toBeGreaterThan(0);
    }),
    { numRuns: 200 },
  );
  await answers(client);
});

test.each([
  ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0xfd, 0xfc])],
  ['a NUL', Buffer.from('a\0bc')],
])('a name with %s', async (_what, name) => {
  const client = await host.open();
  const payload = Buffer.concat([Buffer.from([0, 0, 0, name.length]), name]);
  expect(await refused(client, { procedure: 23, payload })).toMatchObject({
    message: 'Unable to decode message payload',
  });
  const long = Buffer.from('ffffffff', 'hex');
  expect(await refused(client, { procedure: 23, payload: long })).toMatchObject({ code: 39 });
  await answers(client);
});

test('however a stream is cut, its calls are answered in full', async () => {
  const call = (serial: number) =>
    encodePacket({
      ...{ ...programs.remote, type: 'call', status: 'ok', serial },
      ...(serial === 0
        ? { procedure: 1, payload: encode(rows.ConnectOpen.args, { name: null, flags: 0 }) }
        : { procedure: 3, payload: new Uint8Array() }),
    });
  const bytes = Buffer.concat([0, 1, 2, 3].map(call));
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: headerBytes + 9 }), { minLength: 1 }), async (sizes) => {
      const stream = host.stream();
      let answered = 0;
      const done = new Promise<void>((resolve) => {
        packetWire({ stream, onPacket: () => void (++answered === 4 && resolve()) });
      });
      for (let at = 0, turn = 0; at < bytes.length; turn++) {
        const size = sizes[turn % sizes.length] ?? 1;
        stream.write(bytes.subarray(at, at + size));
        at += size;
      }
      await done;
      stream.destroy();
    }),
    { numRuns: 25 },
  );
});

test('a client that hears of every event and reads none is cut; others go on hearing', async () => {
  const [ours, theirs] = duplexPair();
  const wire = packetWire({ stream: theirs, onPacket: () => undefined, mostWaiting: 200_000 });
  const closed = new Promise<string>((resolve) => wire.onClose(({ reason }) => resolve(reason)));
  const event = { ...programs.remote, procedure: 318, type: 'message', serial: 1, status: 'ok' } as const;
  for (let i = 0; i < 10_000 && !wire.over; i++) wire.send({ ...event, payload: new Uint8Array(100) });
  expect(await closed).toBe('the peer does not read what it is sent');
  ours.destroy();
});

test('clients that vanish while their calls are under way leave nothing behind', async () => {
  const before = host.journal.read().length;
  const clients = await Promise.all(Array.from({ length: 20 }, () => host.open()));
  await Promise.all(
    clients.map(async (client, at) => {
      void client.call(rows.DomainDefineXML, { xml: guestXml({ name: `v${at}` }) }).catch(() => undefined);
      void client.call(rows.ConnectDomainEventCallbackRegisterAny, { eventId: 0, dom: null }).catch(() => undefined);
      client.close();
      await client.closed();
    }),
  );
  await answers(await host.open());
  const faults = host.journal
    .read()
    .slice(before)
    .filter(({ kind }) => kind === 'fault');
  expect(faults).toEqual([]);
});
