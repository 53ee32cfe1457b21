import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatCookie, parseCookie } from '../../src/protocol/cookie.ts';

const uuid = '11111111-1111-4111-8111-111111111111';

test("a cookie is libvirt's document with hooklab's journal numbers beside it", () => {
  expect(formatCookie({ name: 'web1', uuid, hostName: 'source', hostUuid: uuid }, { source: 41 })).toBe(
    [
      '<qemu-migration>',
      '  <name>web1</name>',
      `  <uuid>${uuid}</uuid>`,
      '  <hostname>source</hostname>',
      `  <hostuuid>${uuid}</hostuuid>`,
      "  <journal xmlns='https://hooklab.dev/journal/1' host='source' seq='41'/>",
      '</qemu-migration>',
      '',
    ].join('\n'),
  );
});

test('what was put in comes out', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => !/[\n\r]/.test(text));
  fc.assert(
    fc.property(name, name, fc.nat(), (guest, host, seq) => {
      const cookie = { name: guest, uuid, hostName: host, hostUuid: undefined };
      expect(parseCookie(formatCookie(cookie, { [host]: seq }))).toEqual({ ...cookie, known: { [host]: seq } });
    }),
  );
});

test('other text is refused with a stable code', () => {
  expect(() => parseCookie('<domain/>')).toThrow(expect.objectContaining({ code: 'HOOKLAB_BAD_MESSAGE' }));
});
