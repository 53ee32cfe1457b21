import { expect, test } from 'vitest';
import { auditMigration, type Entry } from '../../../src/journal/index.ts';
import { profileFor } from '../../../src/protocol/profiles/index.ts';
import { meanwhile, migrationByTheBook, type Play, type TestHost } from '../by-the-book.ts';

/** What nobody asked the score: recordings 3g to 3j, and what an audit says of them. */

const newest = profileFor();
const live: Play = { profile: newest, score: 'migrate', flags: ['live'] };
const audit = (entries: readonly Entry[], also: object = {}) =>
  auditMigration(entries, { profile: newest, driver: 'qemu', domain: 'web1', ...also });

test('a guest destroyed on the source in the middle of the copy is gone on both hosts, with its hooks', () => {
  let destroyed = false;
  const entries = migrationByTheBook({
    ...live,
    before: (move, host) => {
      if (move.kind !== 'guest' || move.change !== 'copy') return;
      destroyed = true;
      meanwhile(host, 'destroy', 'destroyed');
    },
    fails: (move) => destroyed && move.kind === 'guest' && move.change === 'copy',
  });
  const { ok, outcome, findings, remarks } = audit(entries);
  expect({ ok, outcome, findings }).toEqual({ ok: true, outcome: 'aborted', findings: [] });
  expect(remarks).toEqual(['somebody destroyed the guest on source (source 11)']);
});

test("a guest that dies at the destination while its memory arrives is the destination's own business", () => {
  const entries = migrationByTheBook({
    ...live,
    before: (move, host) => {
      if (move.kind === 'guest' && move.change === 'resume' && host.side === 'destination')
        meanwhile(host, 'crash', 'failed');
    },
    fails: (move, _nth, side) => move.kind === 'guest' && move.change === 'resume' && side === 'destination',
  });
  expect(audit(entries)).toMatchObject({
    ok: true,
    outcome: 'aborted',
    remarks: ["the guest's process died on destination (destination 20)"],
  });
});

test('a guest suspended during the copy counts as paused by the migration: no second announcement', () => {
  const entries = migrationByTheBook({
    ...live,
    before: (move, host) => {
      if (move.kind !== 'guest' || move.change !== 'copy') return;
      const of = { kind: 'state', domain: 'web1', driver: 'qemu', uuid: '-' } as const;
      host.journal.write({ ...of, change: 'pause', state: 'paused', reason: 'migration' });
      host.journal.write({ ...of, event: { type: 'Suspended', detail: 'Migrated' } });
      Object.assign(host, { state: 'paused', reason: 'migration' });
    },
  });
  expect(audit(entries)).toMatchObject({
    ok: true,
    outcome: 'migrated',
    remarks: ['somebody suspended the guest on source (source 6)'],
  });
});

test('a client that vanishes after Prepare costs the destination its guest, nothing else', () => {
  const entries = migrationByTheBook({
    ...live,
    conductor: ({ phase }) => (phase === 'prepare' ? 'vanishes' : undefined),
  });
  expect(audit(entries)).toMatchObject({
    ok: true,
    outcome: 'aborted',
    remarks: [
      'the guest was destroyed on destination (destination 21), with the connection it depended on',
      'destination lost its client: the client vanished (destination 14)',
      'source lost its client: the client vanished (source 4)',
    ],
  });
});

test('a client that vanishes before Confirm leaves the source paused', () => {
  const entries = migrationByTheBook({
    ...live,
    conductor: ({ phase }) => (phase === 'finish' ? 'vanishes' : undefined),
  });
  const { ok, outcome, remarks } = audit(entries);
  expect({ ok, outcome }).toEqual({ ok: true, outcome: 'left as libvirt leaves it' });
  expect(remarks.at(-1)).toBe('the guest is paused (migrating) on source and running (migrated) on destination');
});

test('Finish answered too late: the guest runs on both hosts, as real libvirt lets it (3j-*)', () => {
  const lost: Play = {
    ...live,
    before: (move, host) => {
      if (move.kind === 'guest' && move.change === 'resume' && host.side === 'destination')
        host.journal.write({ kind: 'fault', fault: 'peer lost', domain: 'web1', text: 'no answer to keepalive' });
    },
    conductor: ({ phase }) => (phase === 'finish' ? 'misses the answer' : undefined),
  };
  const { ok, outcome, remarks } = audit(migrationByTheBook(lost));
  expect({ ok, outcome }).toEqual({ ok: true, outcome: 'left as libvirt leaves it' });
  expect(remarks).toEqual([
    'no answer to keepalive (destination 15)',
    'the guest runs on both hosts: source says running (migration canceled), destination says running (migrated)',
  ]);
});

test('a guest on both hosts that nothing explains is a finding', () => {
  const entries = migrationByTheBook({
    ...live,
    conductor: ({ phase }) => (phase === 'finish' ? 'misses the answer' : undefined),
  });
  const { ok, findings } = audit(entries);
  expect(ok).toBe(false);
  expect(findings.join('\n')).toContain('although nothing had failed');
});

test('a source that was killed in Perform is a finding only while nobody says so', () => {
  const whole = migrationByTheBook(live);
  const copy = whole.findIndex((entry) => entry.kind === 'state' && entry.change === 'copy');
  const entries = whole.slice(0, copy + 1);
  expect(audit(entries).findings).toEqual([
    "source: 'the guest stands still: paused (migrating)' should come next, but nothing did",
  ]);
  expect(audit(entries, { killed: ['source'] })).toMatchObject({
    ok: true,
    remarks: ['source was killed', expect.anything()],
  });
});

test('a daemon that starts anew finds its guest again, or dead', () => {
  const whole = migrationByTheBook({
    ...live,
    conductor: ({ phase }) => (phase === 'prepare' ? 'vanishes' : undefined),
  });
  const last = whole.findLast(({ host }) => host === 'source') as Entry;
  const call = {
    ...last,
    kind: 'hook',
    moment: 'ended',
    domain: 'web1',
    driver: 'qemu',
    operation: 'reconnect',
    subOperation: 'begin',
    extra: '-',
    argv: ['/etc/libvirt/hooks/qemu', 'web1', 'reconnect', 'begin', '-'],
    exitCode: 0,
    effect: 'continue',
  } as const;
  const restarted: Entry = { ...last, kind: 'daemon', what: 'started' };
  expect(audit([...whole, restarted, { ...call, seq: last.seq + 2 }])).toMatchObject({ ok: true });
  expect(audit([...whole, call])).toMatchObject({
    ok: false,
    findings: ['source: hook reconnect begin (source 4) does not belong there'],
  });
});

test('what comes after the migration is over is nobody’s concern, if it is whole', () => {
  let there: TestHost | undefined;
  const watch = (_move: object, host: TestHost) => {
    if (host.side === 'destination') there = host;
  };
  const entries = migrationByTheBook({ ...live, before: watch });
  const { journal } = there as TestHost;
  const since = journal.known().destination;
  meanwhile(there as TestHost, 'destroy', 'destroyed');
  const destroyed = journal.read(since);
  expect(audit([...entries, ...destroyed])).toMatchObject({ ok: true, outcome: 'migrated' });
  expect(audit([...entries, ...destroyed.slice(0, -1)]).findings).toEqual([
    "destination: 'the guest is stopped' (destination 18) does not belong there",
  ]);
});

test('hosts without hook scripts leave no hook calls, and that is allowed', () => {
  const entries = migrationByTheBook(live).filter(({ kind }) => kind !== 'hook');
  expect(audit(entries)).toMatchObject({ ok: true, outcome: 'migrated' });
  expect(audit(entries, { scripts: { destination: true } }).ok).toBe(false);
});

test('the scripts of a .d directory are one call, and each of them has its turn once', () => {
  const twice = (entries: readonly Entry[], path: string): readonly Entry[] =>
    entries.flatMap((entry): readonly Entry[] =>
      entry.kind === 'hook' ? [entry, { ...entry, argv: [path, ...entry.argv.slice(1)] }] : [entry],
    );
  const entries = migrationByTheBook(live);
  expect(audit(twice(entries, '/etc/libvirt/hooks/qemu.d/10-b')).ok).toBe(true);
  expect(audit(twice(entries, '/etc/libvirt/hooks/qemu')).ok).toBe(false);
});

test('the guest arrives with another name where --dname gave it one', () => {
  const entries = migrationByTheBook(live).map((entry) =>
    entry.host === 'destination' && 'domain' in entry ? { ...entry, domain: 'web2' } : entry,
  ) as Entry[];
  expect(audit(entries, { destinationName: 'web2' })).toMatchObject({ ok: true, outcome: 'migrated' });
});

test('release is told why the guest is off, and the audit compares (10.5.0)', () => {
  const entries = migrationByTheBook(live).map((entry) =>
    entry.kind === 'hook' && entry.operation === 'release' ? { ...entry, extra: 'destroyed' } : entry,
  );
  expect(audit(entries).findings).toEqual([
    "source: hook release was called with 'destroyed' instead of 'migrated' (source 15)",
  ]);
});

test("another guest's memory is not this migration's", () => {
  const entries = migrationByTheBook(live).flatMap((entry) => {
    if (entry.kind !== 'state' || (entry.change !== 'pause' && entry.change !== 'resume')) return [entry];
    const other = { ...entry, domain: 'another', memory: 'of another', ticks: entry.host === 'source' ? 99 : 1 };
    return [other, { ...entry, memory: 'of web1', ticks: 20 }];
  });
  expect(audit(entries).findings).toEqual([]);
});

test('memory that changed on the way is a finding', () => {
  const entries = migrationByTheBook(live).map((entry) => {
    if (entry.kind !== 'state' || (entry.change !== 'pause' && entry.change !== 'resume')) return entry;
    return { ...entry, memory: entry.host, ticks: entry.host === 'source' ? 20 : 19 };
  });
  expect(audit(entries).findings).toEqual([
    "the guest's memory is not the same at source 6 and at destination 15",
    "the guest's tick counter went back to 19 (destination 15)",
  ]);
});
