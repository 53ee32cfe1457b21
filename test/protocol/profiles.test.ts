import { expect, test } from 'vitest';
import { newestRelease, profileFor, releases } from '../../src/protocol/profiles/index.ts';

test('a release between two listed ones behaves like the earlier one', () => {
  expect(profileFor('0.9.3')).toEqual({ ...profileFor('0.9.2'), release: '0.9.3' });
  expect(profileFor('8.0.0').asOf).toBe('7.1.0');
  expect(profileFor('99.0.0').asOf).toBe(newestRelease);
});

test('releases are compared by number, not by text', () => {
  expect(profileFor('10.5.0').releaseReason).toEqual(['qemu', 'lxc']);
  expect(profileFor('9.10.0').releaseReason).toEqual([]);
  expect(profileFor('0.10.2').hookError).toBe('raw status');
});

test('the list of releases is in order and each says where it is written', () => {
  const numbers = releases.map(({ release }) => release.split('.').map(Number));
  const sorted = [...numbers].sort(
    (a, b) => (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0) || (a[2] ?? 0) - (b[2] ?? 0),
  );
  expect(numbers).toEqual(sorted);
  expect(releases.filter(({ cites }) => cites === '')).toEqual([]);
});

test.each([
  ['0.8.0', ['start', 'stopped']],
  ['0.9.0', ['start', 'stopped', 'prepare', 'release']],
  ['0.9.11', ['start', 'stopped', 'prepare', 'release', 'migrate']],
  ['1.2.9', ['start', 'stopped', 'prepare', 'release', 'migrate', 'started', 'reconnect', 'attach', 'restore']],
  ['11.3.0', ['start', 'stopped', 'prepare', 'release', 'migrate', 'started', 'reconnect', 'restore']],
])('libvirt %s calls the qemu hook for these operations', (release, operations) => {
  expect(profileFor(release).operations.qemu).toEqual(operations);
});

test.each(['', '0.7.9', 'latest', '1', '1.2.3.4.5', '9.0.0-rc1', '../9'])(
  "'%s' is refused in one sentence",
  (release) => {
    expect(() => profileFor(release)).toThrow(/is no libvirt release with hooks: give one such as 0\.8\.2/);
  },
);

/** Each row of libvirt-facts.md that is an answer of a profile: the last release before the change, and the first with it. */
test.each([
  ['logLine', '0.8.5', 'local time', '0.8.6', 'local time, thread'],
  ['hookErrorLevel', '0.8.5', 'error', '0.8.6', 'debug'],
  ['hookErrorLevel', '0.8.7', 'debug', '0.8.8', 'error'],
  ['hookError', '0.8.6', 'raw status and stderr', '0.8.7', 'exit status'],
  ['stdinWritten', '0.8.6', 'before the fork', '0.8.7', 'while it runs'],
  ['incomingJob', '0.8.1', false, '0.8.2', true],
  ['hookError', '0.8.7', 'exit status', '0.8.8', 'command line'],
  ['foundBy', '0.8.8', 'access', '0.9.0', 'mode'],
  ['rescansAtShutdown', '0.9.0', false, '0.9.1', true],
  ['migrationProtocol', '0.9.1', 2, '0.9.2', 3],
  ['hookError', '0.9.3', 'command line', '0.9.4', 'raw status'],
  ['logLine', '0.9.6', 'local time, thread', '0.9.7', 'local date and time, thread'],
  ['logLine', '0.9.7', 'local date and time, thread', '0.9.8', 'UTC date and time, thread'],
  ['idGoneAt', '0.9.10', 'release', '0.9.11', 'stopped'],
  ['hookError', '0.10.2', 'raw status', '1.0.0', 'decoded, no colon'],
  ['hookLocks', '1.0.2', 'driver', '1.0.3', 'domain'],
  ['hookError', '1.1.0', 'decoded, no colon', '1.1.1', 'decoded'],
  ['execFailure', '1.2.2', 'exit 1', '1.2.3', 'exit 125 to 127'],
  ['blankOutput', '1.2.9', 'empty', '1.2.10', 'white space'],
  ['lostReason', '4.9.0', 'failed', '4.10.0', 'daemon'],
  ['portsRenewedWith', '5.4.0', 'guest', '5.5.0', 'network'],
  ['quotesNames', '5.6.0', false, '5.7.0', true],
  ['directories', '6.4.0', false, '6.5.0', true],
  ['rechecksEachCall', '6.4.0', false, '6.5.0', true],
  ['progress', '9.0.0', 'percent', '9.1.0', 'two decimals'],
] as const)('%s: %s says %s, %s says %s', (question, before, one, after, other) => {
  expect([profileFor(before)[question], profileFor(after)[question]]).toEqual([one, other]);
});

test.each([
  ['lxc', '0.9.12', ['start', 'stopped']],
  ['lxc', '0.9.13', ['start', 'stopped', 'prepare', 'started', 'release', 'reconnect']],
  ['network', '1.2.1', []],
  ['network', '1.2.2', ['start', 'started', 'stopped', 'plugged', 'unplugged']],
  ['network', '2.1.0', ['start', 'started', 'stopped', 'plugged', 'unplugged', 'updated']],
  ['network', '5.5.0', ['start', 'started', 'stopped', 'updated', 'port-created', 'port-deleted']],
  ['libxl', '2.0.0', []],
  ['libxl', '2.1.0', ['start', 'stopped', 'prepare', 'release', 'migrate', 'started', 'reconnect']],
  ['bhyve', '6.0.0', []],
  ['bhyve', '6.1.0', ['prepare', 'start', 'started', 'stopped', 'release']],
] as const)('the %s hook under libvirt %s', (driver, release, operations) => {
  expect(profileFor(release).operations[driver]).toEqual(operations);
});

test('a change that is only known to lie between two releases is used from the first of them, and says so', () => {
  expect(profileFor('2.0.0').ranges).not.toContainEqual(expect.stringContaining('updated'));
  expect(profileFor('2.1.0').ranges.at(-1)).toMatch(/^2\.1\.0: network updated \(2\.1 to 7\.0\)/);
  expect(profileFor('7.1.0').environment).toContain('DYLD_INSERT_LIBRARIES');
  expect(profileFor('7.1.0').ranges.at(-1)).toContain('DYLD_* names (7.1 to 9.0)');
});
