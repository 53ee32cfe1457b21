import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { frameReader } from '../../src/rpc/frames.ts';
import {
  encodePacket,
  largestPacket,
  type Packet,
  packetStatuses,
  packetTypes,
  programs,
} from '../../src/rpc/packet.ts';

const ping: Packet = {
  ...programs.keepalive,
  procedure: 1,
  type: 'message',
  serial: 0,
  status: 'ok',
  payload: new Uint8Array(),
};

test('an empty packet has 28 bytes: its length and six words', () => {
  expect(encodePacket(ping).toString('hex')).toBe('0000001c6b656570000000010000000100000002' + '0000000000000000');
});

const packets = fc.array(
  fc.record({
    program: fc.constantFrom(...Object.values(programs)).map(({ program }) => program),
    version: fc.constant(1),
    procedure: fc.integer({ min: -1, max: 500 }),
    type: fc.constantFrom(...packetTypes),
    serial: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    status: fc.constantFrom(...packetStatuses),
    payload: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  }),
  { maxLength: 5 },
);

test('packets arrive whole, in whatever pieces the stream brings them', () => {
  fc.assert(
    fc.property(packets, fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 100 }), (sent, sizes) => {
      const received: Packet[] = [];
      const reader = frameReader((packet) => received.push(packet));
      let rest = Buffer.concat(sent.map(encodePacket));
      for (const size of [...sizes, rest.length]) {
        reader.push(rest.subarray(0, size));
        rest = rest.subarray(size);
      }
      if (rest.length > 0) reader.push(rest);
      expect(received).toEqual(sent);
      expect(reader.pending()).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test.each([
  ['a length below that of a header', 27],
  ['a length above the largest message', largestPacket + 1],
  ['the largest number there is', 2 ** 32 - 1],
])('%s ends the stream', (_what, length) => {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt32BE(length, 0);
  expect(() => frameReader(() => {}).push(bytes)).toThrow(ProtocolError);
});

test('an announced length allocates nothing', () => {
  const reader = frameReader(() => {});
  const bytes = Buffer.alloc(28);
  bytes.writeUInt32BE(largestPacket, 0);
  reader.push(bytes);
  expect(reader.pending()).toBe(28);
});

test('random bytes are packets or a protocol error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      try {
        frameReader(() => {}).push(Buffer.from(bytes));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtocolError);
      }
    }),
  );
});
