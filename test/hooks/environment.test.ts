import { expect, test } from 'vitest';
import { hookEnvironment } from '../../src/hooks/environment.ts';
import { profileFor } from '../../src/protocol/profiles/index.ts';

const daemon = { TZ: 'UTC', TMPDIR: '/t', PATH: '/bin', LC_ALL: 'de_DE', LANG: 'de', HOME: '', LD_PRELOAD: 'x.so' };

test("the C locale, then the names that are passed, in libvirt's order, whatever the daemon's order is", () => {
  expect(Object.entries(hookEnvironment(profileFor('9.0.0'), daemon))).toEqual([
    ['LC_ALL', 'C'],
    ['LD_PRELOAD', 'x.so'],
    ['PATH', '/bin'],
    ['HOME', ''],
    ['TMPDIR', '/t'],
  ]);
});

test('a daemon with nothing set passes the locale only', () => {
  expect(hookEnvironment(profileFor('9.0.0'), { HOME: undefined })).toEqual({ LC_ALL: 'C' });
});

test('the names for macOS came late', () => {
  const names = { DYLD_INSERT_LIBRARIES: 'a', DYLD_FORCE_FLAT_NAMESPACE: 'b', LD_LIBRARY_PATH: 'l', PATH: 'p' };
  expect(Object.keys(hookEnvironment(profileFor('9.0.0'), names))).toEqual([
    'LC_ALL',
    'LD_LIBRARY_PATH',
    'DYLD_INSERT_LIBRARIES',
    'DYLD_FORCE_FLAT_NAMESPACE',
    'PATH',
  ]);
  expect(Object.keys(hookEnvironment(profileFor('6.5.0'), names))).toEqual(['LC_ALL', 'LD_LIBRARY_PATH', 'PATH']);
});
