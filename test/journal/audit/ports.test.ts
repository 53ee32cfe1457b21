import { expect, test } from 'vitest';
import { auditLifecycle, type Entry } from '../../../src/journal/index.ts';
import { profileFor } from '../../../src/protocol/profiles/index.ts';

const profile = profileFor('9.0.0');
const uuid = '11111111-1111-4111-8111-111111111111';

/** Entries of one host, numbered: `qemu prepare`, `port-created`, or a change to the guest. */
function entries(...told: readonly string[]): readonly Entry[] {
  return told.map((text, i) => {
    const [word = '', effect = 'continue'] = text.split(' ! ');
    const stamp = { seq: i + 1, after: {}, at: i, host: 'a' };
    const [driver, operation = '', subOperation = 'begin'] = word.split(' ');
    if (driver === 'qemu' || driver === 'network')
      return {
        ...{ ...stamp, kind: 'hook', moment: 'ended', driver, operation, subOperation, extra: '-', effect },
        ...(driver === 'network' ? { domain: 'labnet', guest: 'g' } : { domain: 'g' }),
        argv: [`/hooks/${driver}`],
        exitCode: effect === 'continue' ? 0 : 1,
        signal: null,
      } as unknown as Entry;
    const [change, state, reason] = word.split('/');
    return { ...stamp, kind: 'state', domain: 'g', driver: 'qemu', uuid, change, state, reason } as unknown as Entry;
  });
}

const start = (...told: readonly string[]) =>
  auditLifecycle(entries('initialise/paused/starting up', 'qemu prepare', ...told), {
    ...{ profile, driver: 'qemu', domain: 'g', score: 'start', error: 'Hook script execution failed: no' },
  });
const undone = ['stop/shutoff/failed', 'qemu stopped end', 'qemu release end'];
// The undo of a change is marked as such.
const withUndo = (all: readonly Entry[]) =>
  all.map((entry) => (entry.kind === 'state' && entry.change === 'stop' ? { ...entry, undo: true as const } : entry));
const failedStart = (...told: readonly string[]) =>
  auditLifecycle(withUndo(entries('initialise/paused/starting up', 'qemu prepare', ...told, ...undone)), {
    ...{ profile, driver: 'qemu', domain: 'g', score: 'start', error: 'Hook script execution failed: no' },
  });

test('a port that is refused ends the start, and is told as what refused', () => {
  const audit = failedStart('network port-created', 'network port-created ! abort');
  expect(audit.findings).toEqual([]);
  expect(audit.outcome).toBe('aborted');
  expect(audit.refused.map(({ domain }) => domain)).toEqual(['labnet']);
});

test('ports given back in the undo stand between stopped and release', () => {
  const all = entries(
    ...['initialise/paused/starting up', 'qemu prepare', 'network port-created', 'qemu start ! abort'],
    ...['stop/shutoff/failed', 'qemu stopped end', 'network port-deleted', 'qemu release end'],
  );
  const question = {
    profile,
    driver: 'qemu',
    domain: 'g',
    score: 'start',
    error: 'Hook script execution failed: no',
  } as const;
  expect(auditLifecycle(withUndo(all), question).findings).toEqual([]);
  const late = [...all.slice(0, 6), all[7], all[6]] as Entry[];
  expect(auditLifecycle(withUndo(late), question).findings).toEqual([
    'hook port-deleted begin (a 7) came after the operation was over',
  ]);
});

test('a port that is created after the start hook is out of place', () => {
  const { findings } = start('qemu start', 'network port-created');
  expect(findings.join()).toContain('but hook port-created begin (a 4) did');
});

test("a failing port-deleted is ignored, and so it is in the network's own score", () => {
  const deleting = entries('network port-deleted ! ignored');
  const audit = auditLifecycle(deleting, { profile, driver: 'network', domain: 'labnet', score: 'port delete' });
  expect(audit).toMatchObject({ ok: true, outcome: 'done', ignored: [{ operation: 'port-deleted' }] });
});
