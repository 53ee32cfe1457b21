import { expect, test } from 'vitest';
import { newestRelease, profileFor, releases } from '../../src/protocol/profiles/index.ts';

test('a release between two listed ones behaves like the earlier one', () => {
  expect(profileFor('0.9.3')).toEqual({ ...profileFor('0.9.2'), release: '0.9.3' });
  expect(profileFor('8.0.0').asOf).toBe('6.5.0');
  expect(profileFor('99.0.0').asOf).toBe(newestRelease);
});

test('releases are compared by number, not by text', () => {
  expect(profileFor('10.5.0').releaseReason).toBe(true);
  expect(profileFor('9.10.0').releaseReason).toBe(false);
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
