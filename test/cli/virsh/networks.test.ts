import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { ListedNetwork } from '../../../src/protocol/messages.ts';
import { commandLine } from '../command-line.ts';
import { type Answers, type FakeHost, fakeHost, refusing } from './fake-host.ts';

/** A transcript: what is typed, what the host answers, and what virsh 9.0 prints. */
interface Transcript {
  readonly typed: string;
  readonly answers?: Answers;
  readonly out: string;
  readonly err?: string;
  readonly exit?: number;
}

const folder = mkdtempSync(join(tmpdir(), 'hooklab-networks-'));
const file = join(folder, 'net.xml');
writeFileSync(file, '<network/>');
afterAll(() => rmSync(folder, { recursive: true }));

const rignet = { name: 'rignet', uuid: '99999999-9999-4999-8999-999999999999' };
const listed = (more: Partial<ListedNetwork> = {}): ListedNetwork => ({
  ...rignet,
  active: true,
  persistent: true,
  autostart: false,
  ...more,
});
const usual: Answers = {
  NetworkLookup: ({ key, by = 'name' }) =>
    [rignet.name, rignet.uuid].includes(key)
      ? rignet
      : refusing('no network', `no network with matching ${by} '${key}'`)(),
  NetworkDefineXML: () => rignet,
  NetworkCreateXML: () => rignet,
  NetworkGetXMLDesc: ({ inactive }) => ({ xml: `<network>${inactive ? 'kept' : 'live'}</network>\n` }),
  NetworkGetInfo: () => ({ ...listed(), bridge: 'rigbr0' }),
  ConnectListAllNetworks: () => ({ networks: [listed()] }),
};
const hookText =
  'internal error: Child process (LC_ALL=C PATH=/bin /etc/libvirt/hooks/network rignet start begin -) unexpected exit status 1: network hook says no\n';
const notActive = refusing('operation invalid', "network 'rignet' is not active");
const portgroup = `net-update rignet add portgroup "<portgroup name='x'/>"`;

const transcripts: Readonly<Record<string, readonly Transcript[]>> = {
  '7a-net-lifecycle': [
    { typed: `net-define ${file}`, out: `Network rignet defined from ${file}\n\n` },
    { typed: 'net-start rignet', out: 'Network rignet started\n\n' },
    { typed: `${portgroup} --live`, out: 'Updated network rignet live state\n' },
    { typed: 'net-destroy rignet', out: 'Network rignet destroyed\n\n' },
    { typed: 'net-undefine rignet', out: 'Network rignet has been undefined\n\n' },
  ],
  '7a-net-restart-daemon': [
    {
      typed: 'net-list',
      out: ' Name     State    Autostart   Persistent\n-------------------------------------------\n rignet   active   no          yes\n\n',
    },
  ],
  '7b-net-start-fails': [
    {
      typed: 'net-start rignet',
      answers: { NetworkCreate: refusing('hook failed', hookText) },
      out: '\n',
      err: `error: Failed to start network rignet\nerror: Hook script execution failed: ${hookText}\n`,
      exit: 1,
    },
    {
      typed: 'net-destroy rignet',
      answers: { NetworkDestroy: notActive },
      out: '\n',
      err: "error: Failed to destroy network rignet\nerror: Requested operation is not valid: network 'rignet' is not active\n",
      exit: 1,
    },
    {
      typed: 'net-list --all',
      answers: { ConnectListAllNetworks: () => ({ networks: [listed({ active: false })] }) },
      out: ' Name     State      Autostart   Persistent\n---------------------------------------------\n rignet   inactive   no          yes\n\n',
    },
  ],
  'asked of virsh 9.0 with its test driver': [
    { typed: `net-create ${file}`, out: `Network rignet created from ${file}\n\n` },
    { typed: 'net-autostart rignet', out: 'Network rignet marked as autostarted\n\n' },
    { typed: 'net-autostart rignet --disable', out: 'Network rignet unmarked as autostarted\n\n' },
    {
      typed: 'net-autostart rignet',
      answers: { NetworkSetAutostart: refusing('operation invalid', 'cannot set autostart for transient network') },
      out: '\n',
      err: 'error: failed to mark network rignet as autostarted\nerror: Requested operation is not valid: cannot set autostart for transient network\n',
      exit: 1,
    },
    { typed: 'net-dumpxml rignet', out: '<network>live</network>\n\n' },
    { typed: 'net-dumpxml rignet --inactive', out: '<network>kept</network>\n\n' },
    {
      typed: 'net-info rignet',
      out: `Name:           rignet\nUUID:           ${rignet.uuid}\nActive:         yes\nPersistent:     yes\nAutostart:      no\nBridge:         rigbr0\n\n`,
    },
    { typed: 'net-uuid rignet', out: `${rignet.uuid}\n\n` },
    { typed: `net-name ${rignet.uuid}`, out: 'rignet\n\n' },
    { typed: 'net-list --name', out: 'rignet\n\n' },
    { typed: 'net-list --uuid', out: `${rignet.uuid}\n\n` },
    {
      typed: 'net-list --inactive',
      out: ' Name   State   Autostart   Persistent\n----------------------------------------\n\n',
    },
    { typed: 'net-list --transient --name', out: '\n' },
    {
      typed: 'net-list --all --name --uuid',
      out: '\n',
      err: 'error: Only one argument from --table, --name and --uuid may be specified.\n',
      exit: 1,
    },
    {
      typed: 'net-start nosuch',
      out: '\n',
      err: "error: failed to get network 'nosuch'\nerror: Network not found: no network with matching name 'nosuch'\n",
      exit: 1,
    },
    { typed: 'net-name rignet', out: '\n', err: "error: failed to get network 'rignet'\n", exit: 1 },
    {
      typed: `net-start ${rignet.uuid}`,
      answers: { NetworkCreate: refusing('operation invalid', 'network is already active') },
      out: '\n',
      err: `error: Failed to start network ${rignet.uuid}\nerror: Requested operation is not valid: network is already active\n`,
      exit: 1,
    },
    { typed: `${portgroup} --live --config`, out: 'Updated network rignet persistent config and live state\n' },
    { typed: `${portgroup} --config`, out: 'Updated network rignet persistent config\n' },
    { typed: portgroup, out: 'Updated network rignet live state\n' },
    {
      typed: portgroup,
      answers: { NetworkGetInfo: () => listed({ active: false }) },
      out: 'Updated network rignet persistent config\n',
    },
    {
      typed: `${portgroup} --live --current`,
      out: '\n',
      err: 'error: Options --current and --live are mutually exclusive\n',
      exit: 1,
    },
    {
      typed: 'net-update rignet zap portgroup <x/>',
      out: '\n',
      err: "error: unrecognized command name 'zap'\n",
      exit: 1,
    },
    {
      typed: 'net-update rignet add none <x/>',
      out: '\n',
      err: "error: unrecognized section name 'none'\n",
      exit: 1,
    },
    {
      typed: 'net-update rignet add portgroup /nowhere/pg.xml',
      out: '\n',
      err: "error: Failed to open file '/nowhere/pg.xml': No such file or directory\n",
      exit: 1,
    },
    {
      typed: `${portgroup} --live`,
      answers: { NetworkUpdate: refusing('operation invalid', 'network is not running') },
      out: '\n',
      err: 'error: Failed to update network rignet\nerror: Requested operation is not valid: network is not running\n',
      exit: 1,
    },
  ],
};

const over = (host: FakeHost) => commandLine({ hosts: { 'ws://a': host } });

/** Words as a shell would take them apart, with double quotes only. */
const words = (typed: string) => (typed.match(/"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^"|"$/g, ''));

const cases = Object.entries(transcripts).flatMap(([from, all]) => all.map((transcript) => ({ from, ...transcript })));

test.each(cases)('$typed ($from)', async ({ typed, answers, out, err = '', exit = 0 }) => {
  const told = await over(fakeHost({ answers: { ...usual, ...answers } })).run(...words(typed));
  expect(told).toEqual({ exit, out, err });
});

test('active networks come first, then the others, each by name whatever its case', async () => {
  const names = [
    ['b', true],
    ['A', false],
    ['C', true],
    ['a2', true],
  ] as const;
  const networks = names.map(([name, active]) => listed({ name, active }));
  const host = fakeHost({ answers: { ConnectListAllNetworks: () => ({ networks }) } });
  const { out } = await over(host).run('net-list', '--all', '--name');
  expect(out).toBe('a2\nb\nC\nA\n\n');
});

test('an update is sent as it was typed', async () => {
  const host = fakeHost({ answers: usual });
  writeFileSync(file, "<host mac='52:54:00:00:00:01'/>");
  await over(host).run(...['net-update', 'rignet', 'delete', 'ip-dhcp-host', file, '--parent-index', '1', '--config']);
  expect(host.calls.at(-1)).toEqual([
    'NetworkUpdate',
    {
      uuid: rignet.uuid,
      command: 'delete',
      section: 'ip-dhcp-host',
      parentIndex: 1,
      xml: "<host mac='52:54:00:00:00:01'/>",
      live: false,
      config: true,
    },
  ]);
});

test('as JSON', async () => {
  const run = async (...typed: string[]) =>
    JSON.parse((await over(fakeHost({ answers: usual })).run(...typed, '--json')).out);
  expect(await run('net-list')).toEqual({ networks: [listed()] });
  expect(await run('net-info', 'rignet')).toEqual({ ...listed(), bridge: 'rigbr0' });
});
