import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ProtocolError } from '../../src/protocol/errors.ts';
import { domain } from '../../src/rpc/types/common.ts';
import { remoteError } from '../../src/rpc/types/error.ts';
import { parameter, typedParameters, valuesOf } from '../../src/rpc/types/typed-parameter.ts';
import {
  array,
  characters,
  decode,
  encode,
  fixedCharacters,
  hyper,
  int,
  nothing,
  opaque,
  optional,
  string,
  struct,
  uchar,
  uhyper,
  uint,
  ushort,
  uuid,
  type ValueOf,
  type XdrType,
} from '../../src/rpc/xdr/index.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const guest = { name: 'g', uuid: '12345678-9abc-def0-1234-56789abcdef0', id: -1 };

test('a domain is its name, sixteen raw bytes and its id', () => {
  expect(hex(encode(domain, guest))).toBe(`00000001${'67000000'}${'123456789abcdef0123456789abcdef0'}${'ffffffff'}`);
  expect(decode(domain, encode(domain, guest))).toEqual(guest);
});

test('C characters take a word each, and the NUL of a counted text counts', () => {
  expect(encode(fixedCharacters(32), 'x86_64')).toHaveLength(128);
  expect(hex(encode(characters(257), 'no'))).toBe('000000030000006e0000006f00000000');
  expect(decode(characters(257), encode(characters(257), 'ö'))).toBe('ö');
  expect(hex(encode(fixedCharacters(3), 'ö'))).toBe('ffffffc3ffffffb600000000');
});

test('64 bits are exact, beyond what a number holds', () => {
  expect(decode(uhyper, encode(uhyper, 2n ** 64n - 1n))).toBe(18446744073709551615n);
  expect(decode(hyper, encode(hyper, -(2n ** 63n)))).toBe(-9223372036854775808n);
  expect(() => encode(uhyper, 2n ** 64n)).toThrow(ProtocolError);
  expect(() => encode(uhyper, -1n)).toThrow(ProtocolError);
});

test('no text and the empty text are two things', () => {
  const maybe = optional(string(10));
  expect(hex(encode(maybe, null))).toBe('00000000');
  expect(hex(encode(maybe, ''))).toBe('0000000100000000');
});

test("go-libvirt's flag is set, as every one that is not 0", () => {
  const opened = '0100000000000004' + '71656d75';
  expect(decode(optional(string(10)), Buffer.from(opened, 'hex'))).toBe('qemu');
});

test('a parameter says of which type its value is', () => {
  const type = typedParameters(64);
  const given = [parameter('bandwidth', 'uhyper', 2n ** 60n), parameter('migrate_disks', 'string', 'vda')];
  expect(decode(type, encode(type, given))).toEqual(given);
  expect(valuesOf(given, 'migrate_disks')).toEqual(['vda']);
});

test.each([
  ['more elements than the type allows', array(int, 2), '00000003000000010000000200000003'],
  ['a count that the message cannot hold', array(uint, 2 ** 30), '3fffffff'],
  ['text longer than allowed', string(3), '0000000461626364'],
  ['text that ends early', string(2 ** 22), '003fffff61626364'],
  ['text that is not UTF-8', string(9), '00000001ff000000'],
  ['text with a NUL', string(9), '0000000361006200'],
  ['a parameter of an unknown type', typedParameters(64), '00000001000000016100000000000009'],
  ['too small a number for C', uchar, '00000100'],
  ['bytes left over', int, '0000000100000002'],
  ['half a word', int, '000000'],
])('%s is no value', (_what, type, bytes) => {
  expect(() => decode(type as XdrType<unknown>, Buffer.from(bytes, 'hex'))).toThrow(ProtocolError);
});

test('what breaks a bound is not sent', () => {
  expect(() => encode(string(3), 'long')).toThrow(ProtocolError);
  expect(() => encode(string(9), 'a\0b')).toThrow(ProtocolError);
  expect(() => encode(int, 2 ** 31)).toThrow(ProtocolError);
  expect(() => encode(int, 0.5)).toThrow(ProtocolError);
  expect(() => encode(fixedCharacters(3), 'abc')).toThrow(ProtocolError);
  expect(() => encode(opaque(2 ** 20), new Uint8Array(2 ** 20), 2 ** 10)).toThrow(ProtocolError);
});

const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !value.includes('\0'));
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const anything = struct({
  id: uuid,
  bytes: opaque(100),
  texts: array(string(1000), 20),
  parameters: typedParameters(64),
  maybe: optional(struct({ a: uchar, b: ushort, c: uint })),
  characters: characters(1000),
  large: hyper,
  none: nothing,
});
const values = fc.record({
  id: fc.uuid(),
  bytes: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
  texts: fc.array(text, { maxLength: 20 }),
  parameters: fc.array(
    fc.oneof(
      fc.tuple(text, word).map(([field, value]) => parameter(field, 'int', value)),
      fc.tuple(text, fc.bigInt(0n, 2n ** 64n - 1n)).map(([field, value]) => parameter(field, 'uhyper', value)),
      fc.tuple(text, fc.double({ noNaN: true })).map(([field, value]) => parameter(field, 'double', value)),
      fc.tuple(text, text).map(([field, value]) => parameter(field, 'string', value)),
    ),
    { maxLength: 10 },
  ),
  maybe: fc.option(fc.record({ a: fc.nat(255), b: fc.nat(65535), c: fc.integer({ min: 0, max: 2 ** 32 - 1 }) }), {
    nil: null,
  }),
  characters: text,
  large: fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n),
  none: fc.constant({}),
});

test('whatever is written is read back, in whole words', () => {
  fc.assert(
    fc.property(values, (value) => {
      const bytes = encode(anything, value);
      expect(bytes.length % 4).toBe(0);
      expect(decode(anything, bytes)).toEqual(value);
    }),
    { numRuns: 200 },
  );
});

test('hostile bytes are a value or a protocol error, nothing else', () => {
  const hostile = fc.oneof(fc.uint8Array({ maxLength: 200 }), values.chain(mangled));
  fc.assert(
    fc.property(hostile, (bytes) => {
      for (const type of [anything, remoteError, array(nothingButCount, 2 ** 31)] as XdrType<unknown>[]) {
        try {
          decode(type, bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(ProtocolError);
        }
      }
    }),
    { numRuns: 400 },
  );
});

const nothingButCount = struct({ inner: array(int, 2 ** 31) });

/** Bytes of a value with one byte changed, or cut short. */
function mangled(value: ValueOf<typeof anything>) {
  const bytes = encode(anything, value);
  return fc.tuple(fc.nat(bytes.length - 1), fc.nat(255), fc.nat(bytes.length)).map(([at, byte, length]) =>
    Buffer.from(bytes)
      .fill(byte, at, at + 1)
      .subarray(0, length),
  );
}
