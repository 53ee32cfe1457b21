import { expect, test } from 'vitest';
import { type Clock, virtualClock } from '../../src/clock/index.ts';
import { createJournal, type Entry, type Note, openJournal } from '../../src/journal/index.ts';
import { memoryStore } from '../../src/store/index.ts';

const clock: Clock = virtualClock(Date.UTC(2026, 0, 1));
const ready: Note = { kind: 'daemon', what: 'ready' };
const path = '/var/log/libvirt/journal.jsonl';

test('every entry is numbered, timed and signed', () => {
  const journal = createJournal({ host: 'source', clock });
  expect(journal.write(ready)).toEqual({ seq: 1, after: {}, at: Date.UTC(2026, 0, 1), host: 'source', ...ready });
  expect(journal.write(ready).seq).toBe(2);
});

test('an entry says how much of other journals its host knew', () => {
  const journal = createJournal({ host: 'source', clock });
  journal.heard({ destination: 7, source: 0 });
  expect(journal.write(ready).after).toEqual({ destination: 7 });
  journal.heard('destination', 5);
  journal.heard('client', 1);
  expect(journal.write(ready).after).toEqual({ destination: 7, client: 1 });
  expect(journal.known()).toEqual({ source: 2, destination: 7, client: 1 });
});

test('nonsense about other journals is not believed', () => {
  const journal = createJournal({ host: 'source', clock });
  journal.heard({ a: Number.NaN, b: -1, c: 1.5, d: Number.POSITIVE_INFINITY, source: Number.MAX_SAFE_INTEGER });
  for (let i = 0; i < 2000; i++) journal.heard(`host ${i}`, 1);
  expect(journal.write(ready).seq).toBe(1);
  expect(Object.keys(journal.known())).toHaveLength(1001);
});

test('readers read from where they were', () => {
  const journal = createJournal({ host: 'source', clock });
  for (let i = 0; i < 5; i++) journal.write(ready);
  expect(journal.read().map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  expect(journal.read(3).map(({ seq }) => seq)).toEqual([4, 5]);
  expect(journal.read(1, 2).map(({ seq }) => seq)).toEqual([2, 3]);
  expect(journal.read(5)).toEqual([]);
});

test('a reader may follow what is still to come', async () => {
  const journal = createJournal({ host: 'source', clock });
  const reader = new AbortController();
  const seen: number[] = [];
  journal.write(ready);
  const following = (async () => {
    for await (const { seq } of journal.follow(0, reader.signal)) {
      seen.push(seq);
      if (seq < 3) queueMicrotask(() => journal.write(ready));
      else reader.abort();
    }
  })();
  await following;
  expect(seen).toEqual([1, 2, 3]);
});

test('a reader that is waiting goes home when its signal is aborted', async () => {
  const journal = createJournal({ host: 'source', clock });
  const reader = new AbortController();
  const next = journal.follow(0, reader.signal)[Symbol.asyncIterator]().next();
  reader.abort();
  expect(await next).toEqual({ done: true, value: undefined });
});

test('memory holds the newest entries only', () => {
  const journal = createJournal({ host: 'source', clock, keep: 10 });
  for (let i = 0; i < 1000; i++) journal.write(ready);
  expect(journal.read().map(({ seq }) => seq)).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999, 1000]);
  expect(journal.read(995).map(({ seq }) => seq)).toEqual([996, 997, 998, 999, 1000]);
});

test('scripts that print without end do not fill it', () => {
  const journal = createJournal({ host: 'source', clock });
  const text = 'x'.repeat(50 * 1024 * 1024);
  for (let i = 0; i < 20; i++) journal.write({ kind: 'log', level: 'error', text });
  expect(journal.read().length).toBeLessThan(10);
  expect(journal.read().at(-1)?.seq).toBe(20);
});

test('a journal in a file goes on after the daemon started anew', async () => {
  const store = memoryStore();
  const before = await openJournal({ host: 'source', clock, store, path });
  before.heard('destination', 4);
  before.write(ready);
  before.write({ kind: 'daemon', what: 'stopped' });
  await before.flushed();
  const after = await openJournal({ host: 'source', clock, store, path });
  expect(after.read()).toEqual(before.read());
  expect(after.write(ready)).toMatchObject({ seq: 3, after: { destination: 4 } });
  await after.flushed();
  const lines = new TextDecoder()
    .decode(await store.read(path))
    .trimEnd()
    .split('\n');
  expect(lines.map((line) => JSON.parse(line).seq)).toEqual([1, 2, 3]);
});

test('a last line that a crash cut short is dropped, said, and does not spoil the next one', async () => {
  const store = memoryStore();
  const before = await openJournal({ host: 'source', clock, store, path });
  before.write(ready);
  await before.flushed();
  await store.append(path, '{"seq":2,"after":{},"at":17632');
  const after = await openJournal({ host: 'source', clock, store, path });
  expect(after.read(1)).toMatchObject([{ seq: 2, kind: 'fault', fault: 'broken file' }]);
  await after.flushed();
  expect((await openJournal({ host: 'source', clock, store, path })).read()).toHaveLength(2);
});

test('lines that are no entries are passed over', async () => {
  const store = memoryStore();
  const good = JSON.stringify({ seq: 4, after: {}, at: 1, host: 'source', ...ready });
  await store.write(path, `nonsense\n[1]\n{"seq":"4"}\n${good}\n`);
  const journal = await openJournal({ host: 'source', clock, store, path });
  expect(journal.read().map(({ seq, kind }) => [seq, kind])).toEqual([
    [4, 'daemon'],
    [5, 'fault'],
  ]);
});

test('numbers that others remember are not given out twice', () => {
  const journal = createJournal({ host: 'source', clock, startSeq: 10 });
  journal.heard({ source: 13 });
  expect(journal.write(ready).seq).toBe(14);
});

test('a file that grew long is shortened when the daemon starts', async () => {
  const store = memoryStore();
  const first = await openJournal({ host: 'source', clock, store, path, keep: 5 });
  for (let i = 0; i < 30; i++) first.write(ready);
  await first.flushed();
  const second = await openJournal({ host: 'source', clock, store, path, keep: 5 });
  expect(second.write(ready).seq).toBe(31);
  await second.flushed();
  expect(
    new TextDecoder()
      .decode(await store.read(path))
      .trimEnd()
      .split('\n'),
  ).toHaveLength(6);
});

test('a full disk is told once, in memory, and stops nobody', async () => {
  const store = memoryStore();
  const journal = await openJournal({ host: 'source', clock, store, path });
  store.fail({ operation: 'append', code: 'ENOSPC', times: 2 });
  journal.write(ready);
  await journal.flushed();
  journal.write(ready);
  await journal.flushed();
  const faults = journal.read().filter((entry): entry is Entry & { kind: 'fault' } => entry.kind === 'fault');
  expect(faults).toHaveLength(1);
  expect(faults[0]?.text).toMatch(/No space left on device/);
});

test('what is left of a killed daemon writes nothing any more', async () => {
  const store = memoryStore();
  const journal = await openJournal({ host: 'source', clock, store, path });
  journal.write(ready);
  journal.seal();
  journal.write({ kind: 'daemon', what: 'stopped' });
  await journal.flushed();
  expect(journal.read()).toHaveLength(1);
  expect((await openJournal({ host: 'source', clock, store, path })).read()).toHaveLength(1);
});
