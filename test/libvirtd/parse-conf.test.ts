import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConfValue, parseConf } from '../../src/libvirtd/conf/parse-conf.ts';
import { LibvirtError } from '../../src/protocol/errors.ts';

const read = (text: string) => Object.fromEntries(parseConf(text, 'x.conf'));
const text = (value: string): ConfValue => ({ type: 'text', value });

test('numbers, strings in three kinds of quotes, lists over several lines, comments', () => {
  expect(
    read(
      `# a comment
      listen_tcp = 1   # why
      keepalive_interval=-1; auth_tcp = 'none'
      log_filters = "1:qemu 4:util"
      long = """two
"lines" """
      dn = [ "C=GB",
             'O=x', # no
      ]`.replace("'O=x', # no", "'O=x',"),
    ),
  ).toEqual({
    listen_tcp: { type: 'unsigned', value: 1n },
    keepalive_interval: { type: 'signed', value: -1n },
    auth_tcp: text('none'),
    log_filters: text('1:qemu 4:util'),
    long: text('two\n"lines" '),
    dn: { type: 'list', value: [text('C=GB'), text('O=x')] },
  });
});

test('of a setting that stands there twice, the first counts', () => {
  expect(read('a = 1\na = 2')).toEqual({ a: { type: 'unsigned', value: 1n } });
});

test.each([
  ['foo', 1, 'expecting an assignment'],
  ['\n\n = 1', 3, 'expecting a name'],
  ['a = ', 1, 'expecting a value'],
  ['a = yes', 1, 'expecting a value'],
  ['a = -', 1, 'unterminated number'],
  ['a = "x', 1, 'unterminated string'],
  ['a = "x\ny"', 1, 'unterminated string'],
  ['a = 1 b = 2', 1, 'expecting a separator'],
  ['a = [1 2]', 1, 'expecting a separator in list'],
  ['a = [1,2\n', 2, 'list is not closed with ]'],
])('%j is refused as libvirt refuses it', (wrong, line, what) => {
  expect(() => read(wrong)).toThrow(`configuration file syntax error: x.conf:${line}: ${what}`);
});

test('whatever stands in a file, it is read or refused with its line', () => {
  const words = fc.constantFrom(
    'a',
    '_',
    '=',
    '"',
    "'",
    '"""',
    '[',
    ']',
    ',',
    '#',
    ';',
    '\n',
    ' ',
    '1',
    '-',
    '\r',
    'é',
  );
  fc.assert(
    fc.property(
      fc.array(words).map((all) => all.join('')),
      (any) => {
        try {
          read(any);
        } catch (error) {
          expect(error).toBeInstanceOf(LibvirtError);
          expect((error as Error).message).toMatch(/^configuration file syntax error: x\.conf:\d+: [a-z ]+\]?$/);
        }
      },
    ),
  );
});

test('what was written is what is read', () => {
  const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
  const string = fc.stringMatching(/^[ !#-~]*$/);
  const written = (value: number | string | string[]): string =>
    Array.isArray(value)
      ? `[ ${value.map(written).join(', ')} ]`
      : typeof value === 'number'
        ? `${value}`
        : value.includes("'")
          ? `"${value}"`
          : `'${value}'`;
  const plain = ({ type, value }: ConfValue): unknown =>
    type === 'list' ? value.map(plain) : type === 'text' ? value : Number(value);
  fc.assert(
    fc.property(fc.dictionary(name, fc.oneof(fc.integer(), string, fc.array(string, { maxLength: 4 }))), (settings) => {
      const lines = Object.entries(settings).map(([key, value]) => `${key} = ${written(value)}`);
      expect(Object.values(read(lines.join('\n'))).map(plain)).toEqual(Object.values(settings));
    }),
  );
});
