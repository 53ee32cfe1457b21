import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createJournal, type Entry, type Journal, mergeJournals } from '../../src/journal/index.ts';

const hosts = ['source', 'destination', 'client'];

/** Something that happens: a host writes an entry, or one sends what it knows to another; clocks need not agree. */
const happenings = fc.array(
  fc.record({ host: fc.nat(2), to: fc.option(fc.nat(2), { nil: undefined }), skew: fc.integer({ min: -50, max: 50 }) }),
  { maxLength: 60 },
);
type Happening = typeof happenings extends fc.Arbitrary<readonly (infer H)[]> ? H : never;

function live(happened: readonly Happening[]): readonly Entry[] {
  let now = 1000;
  const clock = { now: () => now, monotonic: () => 0, after: () => ({ cancel: () => {} }) };
  const journals = hosts.map((host) => createJournal({ host, clock }));
  for (const { host, to, skew } of happened) {
    now = 1000 + skew;
    if (to === undefined) journals[host]?.write({ kind: 'log', level: 'info', text: 'x' });
    else (journals[to] as Journal).heard((journals[host] as Journal).known());
  }
  return journals.flatMap((journal) => journal.read());
}

test('no entry comes before one that its host knew of', () => {
  fc.assert(
    fc.property(happenings, (happened) => {
      const seen: Record<string, number> = {};
      for (const { host, seq, after } of mergeJournals(live(happened))) {
        expect(seq).toBe((seen[host] ?? 0) + 1);
        for (const [other, known] of Object.entries(after)) expect(seen[other] ?? 0).toBeGreaterThanOrEqual(known);
        seen[host] = seq;
      }
    }),
  );
});

test('the order does not depend on how the entries arrive, and none is lost or doubled', () => {
  fc.assert(
    fc.property(happenings, fc.infiniteStream(fc.nat()), (happened, random) => {
      const entries = live(happened);
      const shuffled = [...entries, ...entries.slice(0, 5)]
        .map((entry) => ({ entry, key: random.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ entry }) => entry);
      expect(mergeJournals(shuffled)).toEqual(mergeJournals(entries));
      expect(mergeJournals(entries)).toHaveLength(entries.length);
    }),
  );
});

const entry = (host: string, seq: number, at: number, after: Record<string, number> = {}): Entry => ({
  seq,
  after,
  at,
  host,
  kind: 'daemon',
  what: 'ready',
});
const order = (...entries: Entry[]) => mergeJournals(entries).map(({ host, seq }) => `${host}${seq}`);

test('what neither host knew of the other goes by time, then by name', () => {
  expect(order(entry('b', 1, 10), entry('a', 1, 20), entry('a', 2, 30), entry('b', 2, 25))).toEqual([
    'b1',
    'a1',
    'b2',
    'a2',
  ]);
  expect(order(entry('b', 1, 10), entry('a', 1, 10))).toEqual(['a1', 'b1']);
});

test('a clock that is wrong does not put the effect before its cause', () => {
  expect(order(entry('a', 1, 1000), entry('b', 1, 10, { a: 1 }))).toEqual(['a1', 'b1']);
});

test('an entry may know of others that are not there', () => {
  expect(order(entry('a', 41, 10, { b: 99, gone: 3 }), entry('b', 100, 5))).toEqual(['b100', 'a41']);
});

test('journals that contradict each other still merge', () => {
  expect(order(entry('a', 1, 20, { b: 1 }), entry('b', 1, 10, { a: 1 }))).toEqual(['b1', 'a1']);
});
