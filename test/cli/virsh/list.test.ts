import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTable } from '../../../src/cli/virsh/table.ts';
import type { ListedDomain } from '../../../src/protocol/messages.ts';
import { commandLine } from '../command-line.ts';
import { fakeHost, g, refusing } from './fake-host.ts';

const listed = (name: string, state: string, more: Partial<ListedDomain> = {}): ListedDomain => ({
  driver: 'qemu',
  name,
  uuid: g.uuid,
  id: state === 'shutoff' ? null : 1,
  state,
  reason: 'unknown',
  persistent: true,
  autostart: false,
  ...more,
});

function hostWith(...domains: readonly ListedDomain[]) {
  return { hosts: { 'ws://a': fakeHost({ answers: { ConnectListAllDomains: () => ({ domains: [...domains] }) } }) } };
}
const list = async (domains: readonly ListedDomain[], ...options: string[]) =>
  (await commandLine(hostWith(...domains)).run('list', ...options)).out;

describe('the table of virsh list', () => {
  test.each([
    ['1b-daemon-fail-reload', [], ' Id   Name   State\n--------------------\n\n'],
    [
      '2e-autostart-hook-fails',
      [listed('g', 'shutoff')],
      ' Id   Name   State\n-----------------------\n -    g      shut off\n\n',
    ],
    ['2e-autostart', [listed('g', 'running')], ' Id   Name   State\n----------------------\n 1    g      running\n\n'],
    [
      '5e-ops-during-migration-B',
      [listed('gd', 'paused')],
      ' Id   Name   State\n---------------------\n 1    gd     paused\n\n',
    ],
  ] as const)('is that of recording %s', async (_, domains, text) => {
    expect(await list(domains, '--all')).toBe(text);
  });

  test('grows with the names, as wide as a terminal shows them', async () => {
    const text = await list([listed('客人', 'running', { id: 12 }), listed('e\u0301te', 'paused', { id: 3 })]);
    expect(text).toBe(
      ' Id   Name   State\n----------------------\n 3    e\u0301te    paused\n 12   客人   running\n\n',
    );
  });

  test('shows what cannot be printed byte by byte', () => {
    expect(formatTable(['A'], [['a\x1b[2Jb'], ['\\x41'], ['\u{e000}']])).toBe(
      ' A\n-----------------\n a\\x1b[2Jb\n \\x5cx41\n \\xee\\x80\\x80\n'.replace('-----------------', '-'.repeat(15)),
    );
  });

  test('has a column for uuids when they are wanted too', async () => {
    expect(await list([listed('g', 'running')], '--uuid', '--table')).toBe(
      ` Id   Name   State     UUID\n${'-'.repeat(61)}\n 1    g      running   ${g.uuid}\n\n`,
    );
  });

  test('has no heading with -q, and no room for one', async () => {
    const { out } = await commandLine(hostWith(listed('g', 'running'))).run('-q', 'list');
    expect(out).toBe(' 1   g   running\n');
  });
});

describe('which domains', () => {
  const all = [
    listed('Zed', 'shutoff', { autostart: true }),
    listed('apt', 'shutoff'),
    listed('two', 'paused', { id: 2, persistent: false }),
    listed('ten', 'running', { id: 10 }),
  ];
  test.each([
    ['', 'two ten'],
    ['--inactive', 'apt Zed'],
    ['--all', 'two ten apt Zed'],
    ['--all --persistent', 'ten apt Zed'],
    ['--transient', 'two'],
    ['--all --autostart', 'Zed'],
    ['--all --no-autostart', 'two ten apt'],
    ['--state-paused', 'two'],
    ['--state-shutoff', 'apt Zed'],
    ['--all --state-running --state-paused', 'two ten'],
    ['--state-other', ''],
  ])('list %s: %s', async (options, names) => {
    const text = await list(all, ...options.split(' ').filter(Boolean), '--name');
    expect(text).toBe([...names.split(' ').filter(Boolean), ''].map((name) => `${name}\n`).join(''));
  });

  test('--name, --id and --uuid stand side by side; ids alone are those of running domains', async () => {
    expect(await list(all.slice(1, 3), '--all', '--uuid', '--name', '--id')).toBe(
      `${g.uuid} 2 two\n${g.uuid} - apt\n\n`,
    );
    expect(await list(all, '--all', '--id')).toBe('2\n10\n\n');
  });

  test('the driver of the connection is asked for', async () => {
    const host = fakeHost();
    await commandLine({ hosts: { 'ws://a': host } }).run('-c', 'lxc:///system', 'list');
    expect(host.calls).toEqual([['ConnectListAllDomains', { driver: 'lxc' }]]);
  });
});

test('--table does not stand with --name', async () => {
  const { err } = await commandLine(hostWith()).run('list', '--table', '--name');
  expect(err).toBe('error: Options --table and --name are mutually exclusive\n');
});

test('a list that fails says so in two lines', async () => {
  const host = fakeHost({ answers: { ConnectListAllDomains: refusing('operation timeout', 'a hook runs') } });
  const ran = await commandLine({ hosts: { 'ws://a': host } }).run('list');
  expect(ran).toEqual({
    exit: 1,
    out: '\n',
    err: 'error: Failed to list domains\nerror: Timed out during operation: a hook runs\n',
  });
});

test('a table never prints a control character, and never more lines than rows', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string({ unit: 'binary' }), fc.string()), { maxLength: 5 }), (rows) => {
      const text = formatTable(['Id', 'Name'], rows);
      expect(text.split('\n')).toHaveLength(rows.length + 3);
      expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }),
  );
});
