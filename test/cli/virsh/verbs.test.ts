import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { commandLine } from '../command-line.ts';
import { type Answers, fakeHost, g, refusing, runningG } from './fake-host.ts';

/** A transcript: what is typed, what the host knows and answers, and what virsh 9.0 printed (the recording is named). */
interface Transcript {
  readonly typed: string;
  readonly domains?: readonly (typeof g)[];
  readonly answers?: Answers;
  readonly libvirt?: string;
  readonly out: string;
  readonly err?: string;
  readonly exit?: number;
}

const folder = mkdtempSync(join(tmpdir(), 'hooklab-verbs-'));
const file = join(folder, 'g.xml');
writeFileSync(file, '<domain/>');
afterAll(() => rmSync(folder, { recursive: true }));

const notRunning = refusing('operation invalid', 'domain is not running');
const hookText =
  'internal error: Child process (LC_ALL=C PATH=/bin /etc/libvirt/hooks/qemu g start begin -) unexpected exit status 1: nope\n';
const hookRefuses = refusing('hook failed', hookText);
const hookError = `error: Hook script execution failed: ${hookText}\n`;

const transcripts: Readonly<Record<string, readonly Transcript[]>> = {
  '2a-lifecycle': [
    { typed: `define ${file}`, out: `Domain 'g' defined from ${file}\n\n` },
    { typed: 'start g', out: "Domain 'g' started\n\n" },
    { typed: 'suspend g', domains: [runningG], out: "Domain 'g' suspended\n\n" },
    { typed: 'resume g', domains: [runningG], out: "Domain 'g' resumed\n\n" },
    { typed: 'reset g', domains: [runningG], out: "Domain 'g' was reset\n\n" },
    { typed: 'reboot g', domains: [runningG], out: "Domain 'g' is being rebooted\n\n" },
    { typed: 'shutdown g', domains: [runningG], out: "Domain 'g' is being shutdown\n\n" },
    { typed: 'destroy g', domains: [runningG], out: "Domain 'g' destroyed\n\n" },
    { typed: 'undefine g', out: "Domain 'g' has been undefined\n\n" },
    {
      typed: 'domstate g --reason',
      answers: { DomainGetState: () => ({ state: 'running', reason: 'unpaused' }) },
      out: 'running (unpaused)\n\n',
    },
    {
      typed: 'dumpxml g',
      answers: { DomainGetXMLDesc: () => ({ xml: '<domain>\n</domain>\n' }) },
      out: '<domain>\n</domain>\n\n',
    },
  ],
  '2b-transient': [{ typed: `create ${file}`, out: `Domain 'g' created from ${file}\n\n` }],
  '2c-save-restore': [
    { typed: 'save g /tmp/g.sav', domains: [runningG], out: "\nDomain 'g' saved to /tmp/g.sav\n\n" },
    { typed: 'restore /tmp/g.sav', out: 'Domain restored from /tmp/g.sav\n\n' },
  ],
  '2c-restore-hook-fail': [
    {
      typed: 'restore /tmp/g.sav',
      answers: { DomainRestore: hookRefuses },
      out: '\n',
      err: `error: Failed to restore domain from /tmp/g.sav\n${hookError}`,
      exit: 1,
    },
  ],
  '2d-managedsave': [{ typed: 'managedsave g', domains: [runningG], out: "\nDomain 'g' state saved by libvirt\n\n" }],
  '2e-autostart': [
    { typed: 'autostart g', out: "Domain 'g' marked as autostarted\n\n" },
    { typed: 'autostart --disable g', out: "Domain 'g' unmarked as autostarted\n\n" },
  ],
  '2h-create-start-fails': [
    {
      typed: `create ${file}`,
      answers: { DomainCreateXML: hookRefuses },
      out: '\n',
      err: `error: Failed to create domain from ${file}\n${hookError}`,
      exit: 1,
    },
  ],
  '2h-prepare-exit1-oneline': [
    {
      typed: 'start g',
      answers: { DomainCreateWithFlags: hookRefuses },
      out: '\n',
      err: `error: Failed to start domain 'g'\n${hookError}`,
      exit: 1,
    },
    {
      typed: 'domstate g --reason',
      answers: { DomainGetState: () => ({ state: 'shutoff', reason: 'failed' }) },
      out: 'shut off (failed)\n\n',
    },
  ],
  '2q-odd-name: start prints the name the host gives, destroy what was typed': [
    { typed: `start ${g.uuid}`, out: "Domain 'g' started\n\n" },
    { typed: `destroy ${g.uuid}`, domains: [runningG], out: `Domain '${g.uuid}' destroyed\n\n` },
  ],
  '1d-hook-removed-while-running': [
    { typed: 'start g', domains: [runningG], out: '\n', err: 'error: Domain is already active\n', exit: 1 },
  ],
  '1f-crlf-shebang': [
    {
      typed: 'destroy g',
      answers: { DomainDestroy: notRunning },
      out: '\n',
      err: "error: Failed to destroy domain 'g'\nerror: Requested operation is not valid: domain is not running\n",
      exit: 1,
    },
  ],
  '3e-B-migrate-fails-direct': [
    { typed: 'domstate nosuch --reason', out: '\n', err: "error: failed to get domain 'nosuch'\n", exit: 1 },
  ],
  '3g-domjobabort-direct': [
    { typed: 'domjobabort g', domains: [runningG], out: '\n' },
    {
      typed: 'domjobabort g',
      answers: { DomainAbortJob: refusing('operation invalid', 'no job is active on the domain') },
      out: '\n',
      err: 'error: Requested operation is not valid: no job is active on the domain\n',
      exit: 1,
    },
  ],
  '3i-libvirtd-B-KILL-then-converge-direct': [{ typed: 'migrate-setspeed g 1000', out: '\n' }],
  '5d-suspend-during-migration-A': [
    {
      typed: 'resume g',
      answers: { DomainResume: notRunning },
      out: '\n',
      err: "error: Failed to resume domain 'g'\nerror: Requested operation is not valid: domain is not running\n",
      exit: 1,
    },
  ],
  'texts of virsh itself (virsh-domain.c)': [
    ...(
      [
        ['suspend', 'DomainSuspend', 'suspend domain'],
        ['shutdown', 'DomainShutdown', 'shutdown domain'],
        ['reboot', 'DomainReboot', 'reboot domain'],
        ['reset', 'DomainReset', 'reset domain'],
        ['undefine', 'DomainUndefineFlags', 'undefine domain'],
      ] as const
    ).map(([verb, call, words]) => ({
      typed: `${verb} g`,
      answers: { [call]: notRunning },
      out: '\n',
      err: `error: Failed to ${words} 'g'\nerror: Requested operation is not valid: domain is not running\n`,
      exit: 1,
    })),
    {
      typed: 'save g /tmp/x',
      answers: { DomainSave: notRunning },
      out: '\n',
      err: "error: Failed to save domain 'g' to /tmp/x\nerror: Requested operation is not valid: domain is not running\n",
      exit: 1,
    },
    {
      typed: 'managedsave g',
      answers: { DomainManagedSave: notRunning },
      out: '\n',
      err: "error: Failed to save domain 'g' state\nerror: Requested operation is not valid: domain is not running\n",
      exit: 1,
    },
    {
      typed: 'autostart g --disable',
      answers: { DomainSetAutostart: notRunning },
      out: '\n',
      err: "error: Failed to unmark domain 'g' as autostarted\nerror: Requested operation is not valid: domain is not running\n",
      exit: 1,
    },
    {
      typed: `define ${file}`,
      answers: { DomainDefineXML: refusing('XML error', 'no name') },
      out: '\n',
      err: `error: Failed to define domain from ${file}\nerror: XML error: no name\n`,
      exit: 1,
    },
    {
      typed: `define ${folder}/nosuch.xml`,
      out: '\n',
      err: `error: Failed to open file '${folder}/nosuch.xml': No such file or directory\n`,
      exit: 1,
    },
    { typed: `create ${folder}`, out: '\n', err: `error: Failed to read file '${folder}': Is a directory\n`, exit: 1 },
    {
      typed: 'shutdown g --mode acpi,hammer',
      out: '\n',
      err: "error: Unknown mode hammer value, expecting 'acpi', 'agent', 'initctl', 'signal', or 'paravirt'\n",
      exit: 1,
    },
    {
      typed: 'migrate-setspeed g fast',
      out: '\n',
      err: "error: Numeric value 'fast' for <bandwidth> option is malformed or out of range\n",
      exit: 1,
    },
    { typed: 'domstate g', out: 'running\n\n' },
    { typed: 'domid g', domains: [runningG], out: '1\n\n' },
    { typed: 'domid g', out: '-\n\n' },
    { typed: 'domuuid 1', domains: [runningG], out: `${g.uuid}\n\n` },
    { typed: `domname ${g.uuid}`, out: 'g\n\n' },
    { typed: 'domname g', out: '\n', err: "error: failed to get domain 'g'\n", exit: 1 },
    { typed: 'domid 1', domains: [runningG], out: '\n', err: "error: failed to get domain '1'\n", exit: 1 },
  ],
  'the host itself': [
    { typed: 'hostname', out: 'hosta\n\n' },
    { typed: 'uri', out: 'ws://a\n\n' },
    {
      typed: 'version --daemon',
      out:
        'Compiled against library: libvirt 9.0.0\nUsing library: libvirt 9.0.0\nUsing API: QEMU 9.0.0\n' +
        'Cannot extract running QEMU hypervisor version\nRunning against daemon: 9.0.0\n\n',
    },
    { typed: 'reload', out: 'Host hosta reloaded\n\n' },
  ],
  'names are not quoted before libvirt quoted them': [
    { typed: 'start g', libvirt: '0.8.2', out: 'Domain g started\n\n' },
    {
      typed: 'destroy g',
      libvirt: '0.8.2',
      answers: { DomainDestroy: notRunning },
      out: '\n',
      err: 'error: Failed to destroy domain g\nerror: Requested operation is not valid: domain is not running\n',
      exit: 1,
    },
  ],
};

for (const [name, lines] of Object.entries(transcripts))
  describe(name, () => {
    test.each(lines)('$typed → $exit', async ({ typed, out, err = '', exit = 0, ...host }) => {
      const hooklab = commandLine({ hosts: { 'ws://a': fakeHost(host) } });
      expect(await hooklab.run(...typed.split(' '))).toEqual({ exit, out, err });
    });
  });

test('-q leaves out what virsh says of its own accord, and the empty line', async () => {
  expect(await commandLine().run('-q', 'start', 'g')).toEqual({ exit: 0, out: '', err: '' });
  expect(await commandLine().run('-q', 'domstate', 'g')).toEqual({ exit: 0, out: 'running\n', err: '' });
  const failed = await commandLine().run('-q', 'domstate', 'nosuch');
  expect(failed).toEqual({ exit: 1, out: '', err: "error: failed to get domain 'nosuch'\n" });
});

test('what a flag asks for reaches the host', async () => {
  const host = fakeHost({ domains: [g] });
  const hooklab = commandLine({ hosts: { 'ws://a': host } });
  await hooklab.run('start', 'g', '--paused', '--autodestroy');
  expect(host.calls.at(-1)).toEqual([
    'DomainCreateWithFlags',
    { driver: 'qemu', uuid: g.uuid, paused: true, autodestroy: true },
  ]);
});

test('a relative path is made absolute here, as the host has another working directory', async () => {
  const host = fakeHost({ domains: [runningG] });
  await commandLine({ hosts: { 'ws://a': host } }).run('save', 'g', 'g.sav');
  expect(host.calls.at(-1)).toEqual([
    'DomainSave',
    { driver: 'qemu', uuid: g.uuid, path: join(process.cwd(), 'g.sav') },
  ]);
});

test('a name longer than any domain has is not found, and the host is not asked', async () => {
  const host = fakeHost();
  const name = 'x'.repeat(300);
  const { err } = await commandLine({ hosts: { 'ws://a': host } }).run('start', name);
  expect(err).toBe(`error: failed to get domain '${name}'\n`);
  expect(host.calls).toEqual([]);
});

test('why a look-up failed is told when it is not that the domain is missing', async () => {
  const answers: Answers = { DomainLookup: refusing('operation timeout', 'the call waits for a hook') };
  const { err } = await commandLine({ hosts: { 'ws://a': fakeHost({ answers }) } }).run('domstate', 'g');
  expect(err).toBe("error: failed to get domain 'g'\nerror: Timed out during operation: the call waits for a hook\n");
});

test("the host's notices are told on stderr while the verb waits", async () => {
  const host: ReturnType<typeof fakeHost> = fakeHost({
    answers: {
      DomainCreateWithFlags: () => {
        host.notice('this call waits for the running hook qemu g start begin -');
        return runningG;
      },
    },
  });
  const { err, out } = await commandLine({ hosts: { 'ws://a': host } }).run('start', 'g');
  expect(err).toBe('warning: this call waits for the running hook qemu g start begin -\n');
  expect(out).toBe("Domain 'g' started\n\n");
});

test('the connection is closed after the verb, also after a failed one', async () => {
  for (const name of ['g', 'nosuch']) {
    const host = fakeHost();
    await commandLine({ hosts: { 'ws://a': host } }).run('start', name);
    expect(host.isClosed()).toBe(true);
  }
});
