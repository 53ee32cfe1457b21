import { isIPv4, isIPv6 } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatAddress, maskOf, parseAddress, prefixOfMask } from '../../src/network/address.ts';

const tidy = (text: string) => {
  const address = parseAddress(text);
  return address && formatAddress(address);
};

test.each([
  ['10.1.1.1', '10.1.1.1'],
  ['FE80:0:0:1:0:0:0:1', 'fe80:0:0:1::1'],
  ['1:0:1:1:1:1:1:1', '1:0:1:1:1:1:1:1'],
  ['0:0::', '::'],
  ['::1.2.3.4', '::1.2.3.4'],
  ['::FFFF:1.2.3.4', '::ffff:1.2.3.4'],
  ['1:0:0:2:0:0:3:4', '1::2:0:0:3:4'],
  ['1:10:0:0:0:0:0:0', '1:10::'],
  ['::1', '::1'],
])('%s is written %s', (text, expected) => {
  expect(tidy(text)).toBe(expected);
});

test.each(['', '10.1.1', '10.1.1.256', '1:2', 'fe80::1%eth0', 'name'])('%j is no address', (text) => {
  expect(tidy(text)).toBeUndefined();
});

test('what is written is the same address', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text);
      if (!address) return expect(isIPv4(text) || isIPv6(text)).toBe(false);
      expect(parseAddress(formatAddress(address))).toEqual(address);
    }),
  );
});

test('a netmask is as many ones as its prefix says', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 32 }), (prefix) => {
      const mask = { family: 'ipv4', value: maskOf({ family: 'ipv4', value: 0n }, prefix) } as const;
      expect(prefixOfMask(mask)).toBe(prefix);
    }),
  );
  expect(prefixOfMask({ family: 'ipv4', value: 0xff00ff00n })).toBeUndefined();
});
