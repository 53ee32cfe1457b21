import fc from 'fast-check';
import { expect, test } from 'vitest';
import { auditLifecycle, auditMigration, type Entry } from '../../../src/journal/index.ts';
import { profileFor, releases, type ScoreName, scoreNames } from '../../../src/protocol/profiles/index.ts';
import type { Move, ScoreFlag } from '../../../src/protocol/score.ts';
import { lifecycleByTheBook, migrationByTheBook } from '../by-the-book.ts';

/**
 * What a play by the book leaves is allowed, whatever fails in it; the same with one entry wrong is not, unless that
 * makes it another play by the book.
 */

const flags: readonly ScoreFlag[] = ['live', 'paused', 'persistent', 'undefinesource'];
const migrations: readonly ScoreName[] = ['migrate', 'migrate p2p', 'migrate offline'];
const lifecycles = scoreNames.filter((name) => !migrations.includes(name));

const plans = (scores: readonly ScoreName[], drivers: readonly ('qemu' | 'lxc')[]) =>
  fc.record({
    release: fc.constantFrom(...releases.map(({ release }) => release)),
    score: fc.constantFrom(...scores),
    driver: fc.constantFrom(...drivers),
    flags: fc.subarray([...flags]),
    /** Position of the move that fails, if one does. */
    failing: fc.option(fc.nat(16), { nil: undefined, freq: 3 }),
  });
type Plan = ReturnType<typeof plans> extends fc.Arbitrary<infer P> ? P : never;

const playOf = ({ release, failing, ...rest }: Plan) => ({
  ...rest,
  profile: profileFor(release),
  fails: (_move: Move, nth: number) => nth === failing,
});

/** Entries that an audit reads. */
const isRead = (entry: Entry) => entry.kind !== 'hook' || entry.moment === 'ended';

const mutations = fc.record({ how: fc.constantFrom('swap', 'drop', 'repeat'), at: fc.nat(1000), with: fc.nat(1000) });
type Mutation = typeof mutations extends fc.Arbitrary<infer M> ? M : never;

function mutate(entries: readonly Entry[], { how, at, with: other }: Mutation): readonly Entry[] | undefined {
  const a = at % entries.length;
  const b = other % entries.length;
  if (how === 'drop') return entries.filter((_, i) => i !== a);
  if (how === 'repeat') return entries.flatMap((entry, i) => (i === a ? [entry, entry] : [entry]));
  if (a === b) return undefined;
  return entries.map((entry, i) => (i === a ? entries[b] : i === b ? entries[a] : entry) as Entry);
}

/** Entries as a failing property shows them: only what an audit reads of them. */
const told = (entries: readonly Entry[]) =>
  entries.map(({ seq: _s, after: _a, at: _t, ...rest }) => `\n${JSON.stringify(Object.values(rest))}`).join('');

/** One entry less can be another play by the book: a guest that is not created, or created and then not resumed. */
const isAnotherPlay = (wrong: readonly Entry[], plan: Plan, entriesOf: (plan: Plan) => readonly Entry[]) =>
  Array.from({ length: 20 }, (_, failing) => told(entriesOf({ ...plan, failing }))).includes(told(wrong));

function migration(plan: Plan) {
  const { profile, ...play } = playOf(plan);
  const question = { profile, driver: 'qemu', domain: 'web1', scripts: { source: true, destination: true } } as const;
  return {
    entries: migrationByTheBook({ profile, ...play }).filter(isRead),
    audit: (entries: readonly Entry[]) => auditMigration(entries, question),
  };
}

test('every migration by the book passes, whatever fails in it', () => {
  fc.assert(
    fc.property(plans(migrations, ['qemu']), (plan) => {
      const { entries, audit } = migration(plan);
      expect(audit(entries), told(entries)).toMatchObject({ ok: true, findings: [] });
    }),
    { numRuns: 200 },
  );
});

test('a migration with one entry swapped, lost or written twice does not pass', () => {
  fc.assert(
    fc.property(plans(migrations, ['qemu']), mutations, (plan, mutation) => {
      const { entries, audit } = migration(plan);
      const wrong = mutate(entries, mutation);
      fc.pre(wrong !== undefined);
      const passes = audit(wrong).ok && !isAnotherPlay(wrong, plan, (other) => migration(other).entries);
      expect(passes, told(wrong)).toBe(false);
    }),
    { numRuns: 400 },
  );
});

function lifecycle(plan: Plan) {
  const { profile, driver, score, flags } = playOf(plan);
  const { entries, error } = lifecycleByTheBook(playOf(plan));
  return {
    entries: entries.filter(isRead),
    audit: (seen: readonly Entry[]) =>
      auditLifecycle(seen, { profile, driver, domain: 'web1', score, flags, scripts: true, ...(error && { error }) }),
  };
}

/** lxc can neither save nor migrate. */
const exists = ({ release, driver, score }: Plan) => profileFor(release).scores[driver][score].length > 0;

test('every lifecycle operation by the book passes, whatever fails in it', () => {
  fc.assert(
    fc.property(plans(lifecycles, ['qemu', 'lxc']).filter(exists), (plan) => {
      const { entries, audit } = lifecycle(plan);
      expect(audit(entries), told(entries)).toMatchObject({ ok: true, findings: [] });
    }),
    { numRuns: 200 },
  );
});

test('a lifecycle operation with one entry swapped, lost or written twice does not pass', () => {
  fc.assert(
    fc.property(plans(lifecycles, ['qemu', 'lxc']).filter(exists), mutations, (plan, mutation) => {
      const { entries, audit } = lifecycle(plan);
      fc.pre(entries.length > 0);
      const wrong = mutate(entries, mutation);
      fc.pre(wrong !== undefined);
      const passes = audit(wrong).ok && !isAnotherPlay(wrong, plan, (other) => lifecycle(other).entries);
      expect(passes, told(wrong)).toBe(false);
    }),
    { numRuns: 400 },
  );
});
