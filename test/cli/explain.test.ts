import { expect, test } from 'vitest';
import { explain, explainAsData, explainDiff, explainTopics, releasesText } from '../../src/cli/explain/index.ts';
import { profileFor, releases } from '../../src/protocol/profiles/index.ts';
import { guestDrivers } from '../../src/protocol/vocabulary.ts';
import { commandLine } from './command-line.ts';
import { expectTranscript, session } from './transcript.ts';

/** The order of every operation, as a teacher would read it out: generated, so a new release needs no new prose. */

const told = (release: string, what: string, also: object = {}) =>
  explain({ profile: profileFor(release), what, ...also });

test.each(['0.8.0', '0.8.2', '9.0.0', '11.3.0'])('a migration under libvirt %s', (release) => {
  expectTranscript(
    `explain-migrate-${release}`,
    session(
      [`hooklab explain migrate --libvirt ${release}`, told(release, 'migrate')],
      [`hooklab explain migrate --p2p --libvirt ${release}`, told(release, 'migrate --p2p')],
      [`hooklab explain migrate --offline --libvirt ${release}`, told(release, 'migrate --offline')],
    ),
  );
});

test('the life of a guest on one host', () => {
  const topics = explainTopics.filter((what) => !what.startsWith('migrate'));
  expectTranscript(
    'explain-lifecycle-11.3.0',
    session(...topics.map((what) => [`hooklab explain ${what}`, told('11.3.0', what)] as const)),
  );
});

test('the life of a container', () => {
  expectTranscript(
    'explain-lxc-11.3.0',
    session(
      ...(['start', 'destroy', 'save'] as const).map(
        (what) => [`hooklab explain --driver lxc ${what}`, told('11.3.0', what, { driver: 'lxc' })] as const,
      ),
    ),
  );
});

test('the drivers of other hypervisors, as far as their order is written down', () => {
  expectTranscript(
    'explain-libxl-bhyve',
    session(
      ...(['libxl', 'bhyve'] as const).flatMap((driver) =>
        (['start', 'destroy', 'migrate'] as const).map(
          (what) => [`hooklab explain --driver ${driver} ${what}`, told('11.3.0', what, { driver })] as const,
        ),
      ),
      ['hooklab explain --driver libxl start --libvirt 2.0.0', told('2.0.0', 'start', { driver: 'libxl' })],
    ),
  );
});

test('a container whose start hook refuses was cleaned up with hooks only later', () => {
  expectTranscript(
    'explain-lxc-start',
    session(
      ...['0.9.4', '0.9.13', '1.2.13'].map(
        (release) =>
          [
            `hooklab explain --driver lxc start --libvirt ${release}`,
            told(release, 'start', { driver: 'lxc' }),
          ] as const,
      ),
    ),
  );
});

test('flags leave moves in or out', () => {
  const flags = ['persistent', 'undefinesource', 'paused'];
  expectTranscript(
    'explain-flags',
    session(['hooklab explain migrate --persistent --undefinesource --suspend', told('11.3.0', 'migrate', { flags })]),
  );
});

test('what may come after a switch to post-copy says so', () => {
  expectTranscript(
    'explain-postcopy',
    session(
      ...['1.3.3', '9.0.0'].map(
        (release) =>
          [
            `hooklab explain migrate --postcopy --libvirt ${release}`,
            told(release, 'migrate', { flags: ['postcopy'] }),
          ] as const,
      ),
    ),
  );
});

test('Mermaid text', () => {
  expectTranscript(
    'explain-mermaid',
    session(
      ['hooklab explain migrate --mermaid --libvirt 0.8.2', told('0.8.2', 'migrate', { mermaid: true })],
      ['hooklab explain migrate --mermaid', told('11.3.0', 'migrate', { mermaid: true })],
      ['hooklab explain migrate --p2p --mermaid', told('11.3.0', 'migrate --p2p', { mermaid: true })],
      ['hooklab explain start --mermaid', told('11.3.0', 'start', { mermaid: true })],
      ['hooklab explain daemon --mermaid', told('11.3.0', 'daemon', { mermaid: true })],
    ),
  );
});

test('what changed between two releases', () => {
  const diff = (from: string, to: string) =>
    [`hooklab explain --diff ${from} ${to}`, explainDiff(profileFor(from), profileFor(to))] as const;
  expectTranscript(
    'explain-diff',
    session(diff('0.8.2', '11.3.0'), diff('9.0.0', '10.5.0'), diff('6.5.0', '6.4.0'), diff('9.1.0', '9.2.0')),
  );
});

test('every release that changed something, with its source', async () => {
  expectTranscript('explain-releases', session(['hooklab explain --releases', releasesText()]));
  const data = JSON.parse((await commandLine().run('explain', '--releases', '--json')).out);
  expect(data.map(({ release }: { release: string }) => release)).toEqual(releases.map(({ release }) => release));
});

test('every topic can be explained under every release, for every driver', () => {
  for (const { release } of releases)
    for (const what of explainTopics)
      for (const driver of guestDrivers)
        for (const mermaid of [true, false]) {
          const text = told(release, what, { driver, mermaid });
          expect(text).not.toMatch(/undefined\b(?!source)|NaN|\[object|[ \t]\n/);
          expect(text.endsWith('\n')).toBe(true);
        }
});

test('a release between two that changed something behaves as the earlier one, and says so', () => {
  expect(told('0.9.3', 'start').split('\n')[0]).toBe('start, qemu guest, libvirt 0.9.3 (as 0.9.2)');
});

test('anything else is refused in one sentence', () => {
  expect(() => told('9.0.0', 'dance')).toThrow(/^'dance' cannot be explained: give one of migrate, /);
  expect(() => told('9.0.0', 'constructor')).toThrow(/cannot be explained/);
});

test('the same as data', () => {
  const data = JSON.parse(explainAsData({ profile: profileFor('0.8.2'), what: 'destroy' }));
  expect(data).toMatchObject({
    libvirt: '0.8.2',
    scores: [
      {
        title: 'destroy',
        driver: 'qemu',
        rows: [{ side: 'host', moves: [{ change: 'stop' }, { operation: 'stopped' }, {}, {}] }],
      },
    ],
  });
});

test('the command', async () => {
  const out = async (...words: string[]) => (await commandLine().run('explain', ...words)).out;
  expect(await commandLine().run('explain', 'start', '--libvirt', '0.8.2')).toEqual({
    exit: 0,
    out: told('0.8.2', 'start'),
    err: '',
  });
  expect(await out()).toBe(told('11.3.0', 'migrate'));
  expect(await out('migrate', '--p2p', '--mermaid')).toBe(told('11.3.0', 'migrate --p2p', { mermaid: true }));
  expect(await out('found', 'dead', '--driver', 'lxc')).toBe(told('11.3.0', 'found dead', { driver: 'lxc' }));
  expect(await out('start', '--paused')).toBe(told('11.3.0', 'start', { flags: ['paused'] }));
  expect(await out('--diff', '9.0.0', '10.5.0')).toContain("release's 4th argument tells why");
  expect(JSON.parse(await out('start', '--json'))).toMatchObject({ libvirt: '11.3.0' });
});

test.each([
  [['explain', 'dance'], "error: 'dance' cannot be explained"],
  [['explain', 'start', '--libvirt', '0.7.0'], "error: '0.7.0' is no libvirt release with hooks"],
  [
    ['explain', 'start', '--driver', 'xen'],
    "error: 'xen' is no driver with guests: give one of qemu, lxc, libxl, bhyve",
  ],
  [['explain', '--diff', '9.0.0'], 'error: --diff wants two releases'],
  [['explain', '--p2p', '--offline'], 'error: Options --p2p and --offline are mutually exclusive'],
])('wrong usage %j is told in a sentence', async (argv, text) => {
  const { exit, err } = await commandLine().run(...argv);
  expect(exit).toBe(2);
  expect(err).toContain(text);
});
