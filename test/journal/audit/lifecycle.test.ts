import { expect, test } from 'vitest';
import { auditLifecycle } from '../../../src/journal/index.ts';
import { profileFor } from '../../../src/protocol/profiles/index.ts';
import { lifecycleByTheBook, type Play } from '../by-the-book.ts';

const audit = (play: Play, also: object = {}) => {
  const { driver = 'qemu', domain = 'web1' } = play;
  const { entries, error } = lifecycleByTheBook(play);
  return auditLifecycle(entries, { ...play, driver, domain, ...(error && { error }), ...also });
};
const refusing = (operation: string) => (move: object) => 'operation' in move && move.operation === operation;

test('a start by the book is done', () => {
  const { ok, outcome } = audit({ profile: profileFor(), score: 'start' });
  expect({ ok, outcome }).toEqual({ ok: true, outcome: 'done' });
});

for (const release of ['0.8.0', '0.8.2', '9.0.0'])
  test(`${release}: a start that its hook refuses is aborted`, () => {
    const { ok, outcome, refused } = audit({ profile: profileFor(release), score: 'start', fails: refusing('start') });
    expect({ ok, outcome }).toEqual({ ok: true, outcome: 'aborted' });
    expect(refused).toHaveLength(1);
  });

test('stopped and release may fail as they like', () => {
  const { ok, outcome, remarks } = audit({
    profile: profileFor('10.5.0'),
    score: 'destroy',
    fails: (move) => move.kind === 'hook',
  });
  expect({ ok, outcome }).toEqual({ ok: true, outcome: 'done' });
  expect(remarks).toEqual([
    "host's stopped hook ended with exit 1, which was ignored",
    "host's release hook ended with exit 1, which was ignored",
  ]);
});

test("a container's stopped hook comes while it still runs", () => {
  const play: Play = { profile: profileFor(), score: 'destroy', driver: 'lxc' };
  expect(audit(play)).toMatchObject({ ok: true });
  const { entries } = lifecycleByTheBook({ ...play, driver: 'qemu' });
  const lxc = entries.map((entry) => ('driver' in entry ? { ...entry, driver: 'lxc' as const } : entry));
  const { ok } = auditLifecycle(lxc, { profile: profileFor(), driver: 'lxc', domain: 'web1', score: 'destroy' });
  expect(ok).toBe(false);
});

test("the daemon's own hooks have scores too", () => {
  const play: Play = { profile: profileFor(), driver: 'daemon', domain: '-', score: 'daemon reload' };
  expect(audit({ ...play, fails: () => true })).toMatchObject({ ok: true, outcome: 'done' });
  expect(audit(play, { score: 'daemon shutdown' }).findings).toEqual([
    'hook shutdown - should come next, but hook reload begin (host 2) did',
  ]);
});

test('a failure that must abort is not ignored, nor the other way round', () => {
  const { entries } = lifecycleByTheBook({ profile: profileFor(), score: 'start' });
  const lenient = entries.map((entry) =>
    entry.kind === 'hook' && entry.operation === 'prepare'
      ? { ...entry, exitCode: 1, effect: 'ignored' as const }
      : entry,
  );
  const question = { profile: profileFor(), driver: 'qemu', domain: 'web1', score: 'start' } as const;
  expect(auditLifecycle(lenient, question).findings).toEqual([
    'hook prepare failed, which ends the operation, but is ignored (host 3)',
  ]);
});

test('what a failing operation has to say is asked for', () => {
  const play: Play = { profile: profileFor(), score: 'found dead' };
  const { entries } = lifecycleByTheBook(play);
  const question = { profile: profileFor(), driver: 'qemu', domain: 'web1', score: 'found dead' } as const;
  expect(auditLifecycle(entries.slice(0, 0), { ...question, scripts: true }).ok).toBe(false);
  expect(auditLifecycle(entries.slice(0, 0), { ...question, scripts: true, error: 'operation failed: no' }).ok).toBe(
    true,
  );
  expect(
    auditLifecycle(entries.slice(0, 0), { ...question, scripts: true, error: 'Hook script execution failed: no' })
      .findings,
  ).toEqual(['the operation failed because of a hook, but no hook in the journal did']);
});
