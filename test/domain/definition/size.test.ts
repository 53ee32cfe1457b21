import { expect, test } from 'vitest';
import { toKib } from '../../../src/domain/definition/size.ts';

const path = './memory[1]';
const kib = (value: string, unit?: string) => toKib({ value, unit, path });

test.each([
  ['65536', undefined, 65536],
  ['1', 'b', 1],
  ['1025', 'bytes', 2],
  ['1', 'k', 1],
  ['1000', 'KB', 977],
  ['1', 'KiB', 1],
  ['64', 'M', 65536],
  ['64', 'MB', 62500],
  ['64', 'mib', 65536],
  ['2', 'G', 2097152],
  ['1', 'GiB', 1048576],
  ['1', 'T', 1073741824],
  [' +5', 'KiB', 5],
])('%s %s is %i KiB', (value, unit, expected) => {
  expect(kib(value, unit)).toBe(expected);
});

test("what is no size is refused in libvirt's words", () => {
  expect(() => kib('-1')).toThrow("XML error: Invalid value '-1' for element or attribute './memory[1]'");
  expect(() => kib('lots')).toThrow("XML error: Invalid value 'lots' for element or attribute './memory[1]'");
  expect(() => kib('1', 'parsec')).toThrow("invalid argument: unknown suffix 'parsec'");
  expect(() => kib('9', 'E')).toThrow('numerical overflow: value too large: 9E');
});
