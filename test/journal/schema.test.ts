import { expect, test } from 'vitest';
import { type Entry, parseEntry } from '../../src/journal/index.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';
import { migrationByTheBook } from './by-the-book.ts';

test('an entry comes back from a line as it was written', () => {
  const entries = migrationByTheBook({ profile: profileFor(), score: 'migrate', flags: ['live'] });
  const more: readonly Entry[] = [
    {
      seq: 1,
      after: { a: 1 },
      at: 1,
      host: 'b',
      kind: 'transfer',
      domain: 'g',
      driver: 'qemu',
      moment: 'round',
      round: 1,
      pages: 2,
    },
    { seq: 2, after: {}, at: 1.5, host: 'b', kind: 'message', direction: 'sent', call: 'DomainCreate', peer: 'ws://h' },
    { seq: 3, after: {}, at: 1, host: 'b', kind: 'fault', fault: 'peer lost', text: 'gone', domain: 'g' },
  ];
  for (const entry of [...entries, ...more]) expect(parseEntry(JSON.parse(JSON.stringify(entry)))).toEqual(entry);
});

test.each([
  null,
  7,
  'text',
  [],
  {},
  { seq: 0, after: {}, at: 1, host: 'a', kind: 'daemon', what: 'ready' },
  { seq: 1, after: {}, at: 1, host: 'a', kind: 'daemon', what: 'dancing' },
  { seq: 1, after: { b: -1 }, at: 1, host: 'a', kind: 'daemon', what: 'ready' },
  { seq: 1, after: {}, at: 1, host: 'a'.repeat(1000), kind: 'daemon', what: 'ready' },
  {
    seq: 1,
    after: {},
    at: 1,
    host: 'a',
    kind: 'state',
    domain: 'g',
    driver: 'qemu',
    uuid: '-',
    event: { type: 'Started', detail: 'Paused' },
  },
])('%j is no entry', (value) => {
  expect(parseEntry(value)).toBeUndefined();
});
