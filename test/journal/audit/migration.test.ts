import { expect, test } from 'vitest';
import { auditMigration } from '../../../src/journal/index.ts';
import { profileFor } from '../../../src/protocol/profiles/index.ts';
import { migrationByTheBook, type Play } from '../by-the-book.ts';

const audit = (play: Play, also: object = {}) =>
  auditMigration(migrationByTheBook(play), { profile: play.profile, driver: 'qemu', domain: 'web1', ...also });
const failing = (operation: string, side: string) => (move: object, _nth: number, at: string) =>
  'operation' in move && move.operation === operation && at === side;

for (const release of ['0.8.0', '0.8.2', '0.9.2', '9.0.0', '10.5.0'])
  for (const score of ['migrate', 'migrate p2p'] as const)
    test(`${release}: ${score} by the book is migrated`, () => {
      expect(audit({ profile: profileFor(release), score, flags: ['live'] })).toEqual({
        ok: true,
        outcome: 'migrated',
        findings: [],
        ignored: [],
        refused: [],
        remarks: [],
      });
    });

for (const release of ['0.8.0', '0.8.2', '9.0.0', '10.5.0'])
  test(`${release}: a refused start aborts, by that release's own undo`, () => {
    const { ok, outcome, refused, findings } = audit({
      profile: profileFor(release),
      score: 'migrate',
      flags: ['live'],
      fails: failing('start', 'destination'),
    });
    expect({ ok, outcome, findings }).toEqual({ ok: true, outcome: 'aborted', findings: [] });
    expect(refused.map(({ host, operation }) => `${host} ${operation}`)).toEqual(['destination start']);
  });

test('the undo of one release is a finding in another', () => {
  const entries = migrationByTheBook({
    profile: profileFor('0.8.0'),
    score: 'migrate',
    flags: ['live'],
    fails: failing('start', 'destination'),
  });
  const { findings } = auditMigration(entries, { profile: profileFor('0.8.2'), driver: 'qemu', domain: 'web1' });
  expect(findings).toEqual([
    "destination: hook stopped end, as undo, should come next, but 'Prepare failed' (destination 6) did",
  ]);
});

test("the source's failing stopped is ignored and remarked", () => {
  const { ok, outcome, ignored, remarks } = audit({
    profile: profileFor('0.8.2'),
    score: 'migrate',
    flags: ['live'],
    fails: failing('stopped', 'source'),
  });
  expect({ ok, outcome }).toEqual({ ok: true, outcome: 'migrated' });
  expect(ignored.map(({ operation }) => operation)).toEqual(['stopped']);
  expect(remarks).toEqual(["source's stopped hook ended with exit 1, which was ignored"]);
});

test('a failure that Perform cannot deliver lets the guest run on, and the destination forgets it', () => {
  const play: Play = {
    profile: profileFor('9.0.0'),
    score: 'migrate',
    flags: ['live'],
    fails: (move) => move.kind === 'guest' && move.change === 'complete',
  };
  expect(audit(play)).toMatchObject({ ok: true, outcome: 'aborted' });
});

test('protocol 2 leaves a guest behind when Finish fails, and the audit says where', () => {
  const { ok, outcome, remarks } = audit({
    profile: profileFor('0.8.2'),
    score: 'migrate',
    flags: ['live'],
    fails: (move, _nth, side) => move.kind === 'guest' && move.change === 'resume' && side === 'destination',
  });
  expect({ ok, outcome }).toEqual({ ok: true, outcome: 'left as libvirt leaves it' });
  expect(remarks).toEqual(['the guest is shut off (migrated) on source and paused (migrating) on destination']);
});

test('a migration that is refused before Begin leaves nothing, and that is allowed', () => {
  const { ok, outcome, remarks } = auditMigration([], { profile: profileFor(), driver: 'qemu', domain: 'web1' });
  expect({ ok, outcome, remarks }).toEqual({
    ok: true,
    outcome: 'aborted',
    remarks: ['no migration of web1 was begun'],
  });
});

test('phases without a Begin are no migration', () => {
  const entries = migrationByTheBook({ profile: profileFor(), score: 'migrate', flags: ['live'] });
  const { ok, findings } = auditMigration(entries.slice(1), { profile: profileFor(), driver: 'qemu', domain: 'web1' });
  expect({ ok, findings }).toEqual({ ok: false, findings: ['no migration of web1 was begun'] });
});

test('a Prepare that is refused before it does anything cancels the source', () => {
  const entries = migrationByTheBook({
    profile: profileFor(),
    score: 'migrate',
    flags: ['live'],
    fails: failing('migrate', 'destination'),
  });
  const { ok, outcome } = auditMigration(
    entries.filter(({ host }) => host === 'source'),
    { profile: profileFor(), driver: 'qemu', domain: 'web1' },
  );
  expect({ ok, outcome }).toEqual({ ok: true, outcome: 'aborted' });
});
